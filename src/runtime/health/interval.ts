/** Compares intervals with those of training, to detect another unit of time. */
import type { Model } from '../model.ts';

/** An interval this many times longer or shorter means another unit, not another rate. */
const FAR = 10;

export interface IntervalHealth {
  /** The training interval. */
  readonly usual: number;
  /** The share of intervals in the sampled steps that are more than 10 times longer. */
  readonly longer: number;
  /** The share that are more than 10 times shorter. */
  readonly shorter: number;
  /** Whether most are, on one side, and so the median: as if milliseconds were given for seconds. */
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

  /** Looks at the interval of a step. Short, so that engines inline it and need not box the number. */
  see(dt: number): void {
    if (!(dt > 0 && dt < Infinity)) return; // the step fails
    this.#seen++;
    if (dt > this.#high) this.#longer++;
    else if (dt < this.#low) this.#shorter++;
  }

  /** Null if the blob does not store its training interval. */
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
