/** What a controller sees of the cart-pole: noisy readings, some of which do not arrive, the last ones held meanwhile. */
import type { Random } from '../../src/data/random.ts';
import { STATES } from './cart-pole.ts';

export interface SensorOptions {
  /** Standard deviation of each reading's white noise: m, m/s, rad, rad/s. */
  readonly noise: readonly number[];
  /** Share of each sensor's readings that are missing, 0 ≤ share < 1. */
  readonly dropped: number;
  /** Mean length of a drop-out, in readings, ≥ 1. */
  readonly dropLength: number;
}

/**
 * Four sensors. Drop-outs come in bursts, each sensor's on its own: a chain of two states (Gilbert, "Capacity of a
 * burst-noise channel", 1960). All sensors work at first.
 */
export class Sensors {
  /** The last readings; NaN is one that did not arrive. */
  readonly readings = new Float64Array(STATES);
  private readonly silent = new Uint8Array(STATES);
  private readonly starts: number;
  private readonly ends: number;

  /** @throws RangeError for a share or a length out of range */
  constructor(
    private readonly random: Random,
    private readonly options: SensorOptions,
  ) {
    const { dropped, dropLength } = options;
    if (!(dropped >= 0 && dropped < 1))
      throw new RangeError(`the share of missing readings must be in [0, 1), not ${dropped}`);
    if (!(dropLength >= 1)) throw new RangeError(`a drop-out lasts at least 1 reading, not ${dropLength}`);
    this.ends = 1 / dropLength;
    this.starts = (this.ends * dropped) / (1 - dropped);
    if (this.starts > 1)
      throw new RangeError(`drop-outs of ${dropLength} readings cannot make up a share of ${dropped}`);
  }

  /** Reads a state [4]. As much chance is used whatever drops out. */
  read(state: ArrayLike<number>): Float64Array {
    const { random, readings, silent, starts, ends, options } = this;
    for (let i = 0; i < STATES; i++) {
      readings[i] = silent[i] ? NaN : state[i] + options.noise[i] * random.normal();
      if (silent[i]) random.normal();
      if (random.next() < (silent[i] ? ends : starts)) silent[i] = 1 - silent[i];
    }
    return readings;
  }
}

/** Fills each missing reading with that sensor's last one; with 0 before the first. */
export class Hold {
  /** The last readings. */
  readonly last = new Float64Array(STATES);

  /** @returns `last`, the same array with every call */
  take(readings: ArrayLike<number>): Float64Array {
    for (let i = 0; i < STATES; i++) if (!Number.isNaN(readings[i])) this.last[i] = readings[i];
    return this.last;
  }
}
