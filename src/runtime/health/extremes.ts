/** The least and the greatest value of each element of a vector. */
export class Extremes {
  readonly low: Float32Array;
  readonly high: Float32Array;

  constructor(length: number) {
    this.low = new Float32Array(length);
    this.high = new Float32Array(length);
    this.reset();
  }

  /** Elements of a vector that begin at `from` here. Allocates nothing. */
  see(values: Float32Array, from: number): void {
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
