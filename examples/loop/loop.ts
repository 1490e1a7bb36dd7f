/** A loop at a rate: every tick takes the last readings, does a step, and leaves its outputs. */
import { now } from '../../bench/loop/clock.ts';
import type { Session } from '../../src/runtime/session.ts';
import type { Shared } from './shared-memory.ts';
import type { Wait } from './wait.ts';

const WARM = 10_000;

export class Loop {
  /** ns by which each tick began late. */
  readonly late: Float64Array;
  ticks = 0;
  /** Ticks that ended after the next one was due. */
  missed = 0;
  /** ns; in an array, since a number in a field is made anew whenever it changes. */
  readonly due = new Float64Array(1);
  private readonly input: Float32Array;

  /**
   * @param period ns from one tick to the next
   * @param dt the same in the model's time unit
   */
  constructor(
    private readonly session: Session,
    private readonly shared: Shared,
    private readonly period: number,
    private readonly dt: number,
    /** How many ticks there may be: everything is made before the first. */
    readonly capacity: number,
  ) {
    this.late = new Float64Array(capacity);
    this.input = new Float32Array(shared.readings.length);
  }

  /** Steps until the engine has compiled what a tick runs, and forgets them. */
  warmUp(): void {
    for (let i = 0; i < WARM; i++) this.session.step(this.input, this.dt);
    this.session.reset();
  }

  /** The first tick is due a period from now. */
  private begin(): void {
    this.due[0] = now() + this.period;
  }

  get done(): boolean {
    return this.ticks === this.capacity || this.shared.stop[0] !== 0;
  }

  /** The work of one tick. A late one does not move those after it. */
  tick(): void {
    const { due, input, shared } = this;
    this.late[this.ticks] = now() - due[0];
    this.ticks++;
    input.set(shared.readings);
    shared.outputs.set(this.session.step(input, this.dt));
    due[0] += this.period;
    if (now() > due[0]) this.missed++;
  }

  /** Keeps the thread until it is done. */
  run(wait: Wait): void {
    this.begin();
    while (!this.done) {
      wait(this.due, this.shared.stop);
      if (this.shared.stop[0] === 0) this.tick();
    }
  }

  /** Leaves the thread to others between ticks, which come when the host's timers do: whole milliseconds, often late. */
  runByTimer(): Promise<void> {
    this.begin();
    return new Promise((resolve) => {
      const next = (): void => {
        if (now() >= this.due[0]) this.tick();
        if (this.done) resolve();
        else setTimeout(next, (this.due[0] - now()) / 1e6);
      };
      next();
    });
  }
}
