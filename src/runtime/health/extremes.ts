import type { Outputs } from '../origins.ts';

/** Keeps the least and the greatest value of each element of a vector. */
export class Extremes {
  readonly low: Outputs;
  readonly high: Outputs;

  /** @param numbers an array type of the vectors to be seen */
  constructor(length: number, numbers: Float32ArrayConstructor | Float64ArrayConstructor = Float32Array) {
    this.low = new numbers(length);
    this.high = new numbers(length);
    this.reset();
  }

  /** Sees a vector; its elements begin at `from` here. Allocates nothing. */
  see(values: Outputs, from: number): void {
    const { low, high } = this;
    const { length } = values;
    for (let i = 0; i < length; i++) {
      const x = values[i];
      if (x < low[from + i]) low[from + i] = x;
      if (x > high[from + i]) high[from + i] = x;
    }
  }

  reset(): void {
    this.low.fill(Infinity);
    this.high.fill(-Infinity);
  }
}
