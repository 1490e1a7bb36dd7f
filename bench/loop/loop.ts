/** A control loop: repeats work at a rate. Each tick's deadline is the moment when the next is due. */
import { now } from './clock.ts';

/** Where ticks write their times: made before the loop, so that the loop makes nothing. */
export class Ticks {
  /** ns of the work alone. */
  readonly work: Float64Array;
  /** ns from the moment a tick was due to its end. */
  readonly whole: Float64Array;
  count = 0;
  /** Deadlines missed because the work alone took longer than a period. */
  own = 0;
  /** Deadlines missed although the work takes less, because the host took the core. */
  host = 0;
  /** Of the host's: those where it took the core in the middle of the work. */
  interrupted = 0;
  /** When the next tick is due and when its work began: in an array, as numbers in fields are made anew. */
  private readonly times = new Float64Array(2);

  constructor(
    /** ns from one tick to the next. */
    readonly period: number,
    capacity: number,
  ) {
    this.work = new Float64Array(capacity);
    this.whole = new Float64Array(capacity);
  }

  /** The first tick is due a period from now. */
  start(): void {
    this.times[0] = now() + this.period;
  }

  /** Reads the clock until the tick is due. */
  wait(): void {
    const { times } = this;
    const due = times[0];
    while (now() < due);
    times[1] = now();
  }

  /**
   * The work is done. A late tick does not move those after it.
   * @returns whether it took longer than a period. It depends on sizes only, so `repeated` decides by what the same work
   * takes when it is done again at once.
   */
  done(): boolean {
    const end = now();
    const { times, period, count } = this;
    const due = times[0];
    const took = end - times[1];
    this.work[count] = took;
    this.whole[count] = end - due;
    this.count = count + 1;
    times[0] = due + period;
    if (took > period) return true;
    if (end - due > period) this.host++;
    return false;
  }

  /** @param took ns of work that had taken longer than a period, the shortest of its repetitions */
  repeated(took: number): void {
    if (took > this.period / 2) this.own++;
    else {
      this.host++;
      this.interrupted++;
    }
  }

  /** Takes so many interruptions for our own: garbage was collected meanwhile. */
  blame(interruptions: number): void {
    this.interrupted -= interruptions;
    this.host -= interruptions;
    this.own += interruptions;
  }

  reset(): void {
    this.count = this.own = this.host = this.interrupted = 0;
  }
}

/** Of work that took longer than a period: the host may well take the core once more. */
const REPETITIONS = 5;

/** So many ticks. */
export function tick(work: () => void, ticks: Ticks, count: number): void {
  ticks.start();
  for (let i = 0; i < count; i++) {
    ticks.wait();
    work();
    if (ticks.done()) ticks.repeated(shortest(work));
  }
}

/** As `tick`, for work that has to be awaited. */
export async function tickAwaiting(work: () => Promise<unknown>, ticks: Ticks, count: number): Promise<void> {
  ticks.start();
  for (let i = 0; i < count; i++) {
    ticks.wait();
    await work();
    if (ticks.done()) ticks.repeated(await shortestAwaiting(work));
  }
}

function shortest(work: () => void): number {
  let least = Infinity;
  for (let i = 0; i < REPETITIONS; i++) {
    const start = now();
    work();
    least = Math.min(least, now() - start);
  }
  return least;
}

async function shortestAwaiting(work: () => Promise<unknown>): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < REPETITIONS; i++) {
    const start = now();
    await work();
    least = Math.min(least, now() - start);
  }
  return least;
}
