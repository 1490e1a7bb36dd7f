/** Times the calls of a worklet, which has no `performance.now`: by a shared clock, or by `Date.now`. */
import type { Clock, Load } from './messages.ts';

/** Bins of the histogram in the time of a block, and how many blocks it reaches. */
const BINS = 400;
const BLOCKS = 4;

/**
 * A histogram of times. `start` and `end` allocate nothing, but for the two numbers that `Date.now` makes.
 *
 * The shared clock is a number of microseconds that a worker writes without a pause: as fine as that worker's
 * `performance.now`, and it stands still while the host takes the worker's core. `Date.now` ticks in milliseconds: the time of
 * one call is then 0 or a tick, but the mean over many is right, since calls begin at any moment between two ticks.
 */
export class Timing {
  readonly #counts = new Uint32Array(BINS * BLOCKS + 1);
  readonly #width: number;
  /** Microseconds of a block. */
  readonly #deadline: number;
  #clock: Int32Array | null = null;
  #isTimed = false;
  #from = 0;
  #calls = 0;
  #total = 0;
  #missed = 0;

  /** @param deadline microseconds of a block */
  constructor(deadline: number, clock: Clock) {
    this.#deadline = deadline;
    this.#width = deadline / BINS;
    this.use(clock);
  }

  /** Measures by another clock, from the beginning. */
  use(clock: Clock): void {
    this.#isTimed = clock !== null;
    this.#clock = clock === null || clock === 'date' ? null : new Int32Array(clock);
    this.#clear();
  }

  start(): void {
    if (this.#isTimed) this.#from = this.#now();
  }

  end(): void {
    // a shared clock is 0 until its worker runs
    if (!this.#isTimed || (this.#clock && this.#from === 0)) return;
    // the shared clock is 32 bits: its difference is right across its overflow
    const taken = this.#clock ? (this.#now() - this.#from) | 0 : this.#now() - this.#from;
    // a clock that was set back
    if (!(taken >= 0)) return;
    this.#calls++;
    this.#total += taken;
    if (taken > this.#deadline) this.#missed++;
    this.#counts[Math.min(BINS * BLOCKS, Math.floor(taken / this.#width))]++;
  }

  /** What was measured since the last reading. */
  read(refused: number): Load {
    const load = {
      clock: this.#clock ? ('shared' as const) : this.#isTimed ? ('date' as const) : ('none' as const),
      calls: this.#calls,
      total: this.#total,
      counts: this.#counts.slice(),
      width: this.#width,
      missed: this.#missed,
      refused,
    };
    this.#clear();
    return load;
  }

  #now(): number {
    return this.#clock ? Atomics.load(this.#clock, 0) : 1000 * Date.now();
  }

  #clear(): void {
    this.#counts.fill(0);
    this.#calls = this.#total = this.#missed = 0;
  }
}
