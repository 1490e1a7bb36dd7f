/** Intervals against those of training: in another unit of time a model gives other numbers. */
import type { Model } from '../model.ts';

/** So many times longer or shorter is another unit, not another rate. */
const FAR = 10;

export interface IntervalHealth {
  /** The interval that the model was trained at. */
  readonly usual: number;
  /** The share of intervals that are more than 10 times longer; in the steps that were looked at. */
  readonly longer: number;
  /** And shorter. */
  readonly shorter: number;
  /** Whether most are, on one side: then the median is, as where milliseconds are given for seconds. */
  readonly off: boolean;
}

export class IntervalRecord {
  readonly #usual: number | null;
  readonly #low: number;
  readonly #high: number;
  #seen = 0;
  #longer = 0;
  #shorter = 0;

  constructor({ metadata }: Model) {
    const { interval, timed, training } = metadata;
    const isUsual = typeof interval === 'number' && interval > 0 && interval < Infinity;
    const counts = timed === false || (timed !== true && training instanceof Object);
    this.#usual = isUsual ? interval : counts ? 1 : null;
    this.#low = (this.#usual ?? 0) / FAR;
    this.#high = this.#usual === null ? Infinity : this.#usual * FAR;
  }

  /** The interval of a step; so short that it is called without a box for the number. */
  see(dt: number): void {
    if (!(dt > 0 && dt < Infinity)) return; // refused
    this.#seen++;
    if (dt > this.#high) this.#longer++;
    else if (dt < this.#low) this.#shorter++;
  }

  /** Null where the blob does not say at which interval it was trained. */
  get health(): IntervalHealth | null {
    if (this.#usual === null) return null;
    const share = (count: number): number => (this.#seen ? count / this.#seen : 0);
    const [longer, shorter] = [share(this.#longer), share(this.#shorter)];
    return { usual: this.#usual, longer, shorter, off: Math.max(longer, shorter) > 0.5 };
  }

  reset(): void {
    this.#seen = this.#longer = this.#shorter = 0;
  }
}
