/** Readings that are missing: each is replaced by the last that its input had. */
import type { Instance } from './instance.ts';

export interface SessionOptions {
  /**
   * What to do with an input that is NaN. `error`, the default: refuse the step. `hold`, a forward-fill: take the input's last value
   * in this session; before there is one its mean in training, of which the blob's metadata tell (`inputStatistics`), or 0.
   */
  missing?: 'error' | 'hold';
}

export class ForwardFill {
  /** The last value of each input, without its origin; at first its mean in training. */
  values: Float32Array;
  /** How many inputs of the last step were missing. */
  count = 0;
  readonly #instance: Instance;
  /** The values as they will be if the step is done, and how many are held. */
  #next: Float32Array;
  #missing = 0;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.values = instance.inputMeans;
    this.#next = instance.inputMeans;
  }

  /** Replaces what is missing in the inputs of a step. Allocates nothing. */
  fill(input: Float32Array): void {
    const { values } = this;
    const next = this.#next;
    this.#missing = 0;
    for (let i = 0; i < input.length; i++) {
      if (Number.isNaN(input[i])) {
        input[i] = values[i];
        this.#missing++;
      }
      next[i] = input[i];
    }
  }

  /** The step that was filled is done. Allocates nothing. */
  keep(): void {
    const { values } = this;
    this.values = this.#next;
    this.#next = values;
    this.count = this.#missing;
  }

  /** As `fill`, the rows of a run. */
  fillRows(rows: Float32Array): void {
    const { length } = this.values;
    for (let i = 0; i < rows.length; i++)
      if (Number.isNaN(rows[i])) rows[i] = i < length ? this.values[i] : rows[i - length];
  }

  /**
   * So many steps of a run are done.
   * @param rows filled; in `given` they begin at `start` as they came
   */
  keepRows(rows: Float32Array, done: number, given: ArrayLike<number>, start: number): void {
    if (done === 0) return;
    const { length } = this.values;
    const last = (done - 1) * length;
    this.count = 0;
    for (let i = 0; i < length; i++) {
      this.values[i] = rows[last + i];
      if (Number.isNaN(Math.fround(given[start + last + i]))) this.count++;
    }
  }

  reset(values = this.#instance.inputMeans): void {
    this.values.set(values);
    this.count = 0;
  }
}
