/** Fills missing readings with the last value of their input. */
import type { Instance } from './instance.ts';

export interface SessionOptions {
  /**
   * How to treat an input that is NaN. `error`, the default: reject the step. `hold`, a forward-fill: take the input's last
   * value in this session; before the first, its mean in training from the metadata (`inputStatistics`), or 0.
   */
  missing?: 'error' | 'hold';
}

export class ForwardFill {
  /** The last value of each input without its origin; at first its mean in training. */
  values: Float32Array;
  /** The number of missing inputs in the last step. */
  count = 0;
  readonly #instance: Instance;
  /** The values that become the last ones if the step succeeds, and the number of held ones. */
  #next: Float32Array;
  #missing = 0;

  constructor(instance: Instance) {
    this.#instance = instance;
    this.values = instance.inputMeans;
    this.#next = instance.inputMeans;
  }

  /** Fills the missing inputs of a step. Allocates nothing. */
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

  /** Notes that the filled step succeeded. Allocates nothing. */
  keep(): void {
    const { values } = this;
    this.values = this.#next;
    this.#next = values;
    this.count = this.#missing;
  }

  /** Like `fill`, for the rows of a run. */
  fillRows(rows: Float32Array): void {
    const { length } = this.values;
    for (let i = 0; i < rows.length; i++)
      if (Number.isNaN(rows[i])) rows[i] = i < length ? this.values[i] : rows[i - length];
  }

  /**
   * Notes how many steps of a run succeeded.
   * @param rows filled; the rows as given begin at `start` in `given`
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
