/** Keeps inputs in the certified ranges and outputs in an actuator's, and counts the changes. */
import { fail } from '../errors.ts';
import type { Model } from '../model.ts';
import { hasOrigins, type Outputs } from '../origins.ts';
import type { Box, Range } from './box.ts';

/** Bits of `watched.flags`. */
export const INPUT_CLAMPED = 1;
export const OUTPUT_CLIPPED = 2;

export interface GuardOptions {
  /**
   * `certified`: replaces an input outside its certified range by the nearest bound, before the step. Inputs that are not
   * finite stay: the session rejects or holds them.
   */
  inputs?: 'certified';
  /**
   * [low, high] for each output, rounded to f32 unless outputs have origins; may be infinite. Replaces an output outside by
   * the nearest bound.
   */
  outputs?: readonly Range[];
}

export interface Changed {
  /** The number of replaced values. */
  values: number;
  /** Steps with a replaced value. */
  steps: number;
}

/** Clamps each element of a vector to its range. */
class Limit<Vector extends Outputs> {
  readonly changed: Changed = { values: 0, steps: 0 };
  /** The number of replaced elements in the last vector. */
  last = 0;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #limited: Vector;

  /** @param limited an array with one element for each range */
  constructor(ranges: readonly Range[], limited: Vector) {
    this.#low = Float64Array.from(ranges, ([low]) => low);
    this.#high = Float64Array.from(ranges, ([, high]) => high);
    this.#limited = limited;
  }

  /** @returns a vector that is valid until the next call; a vector of another length unchanged, for the session to reject */
  of<Other extends ArrayLike<number>>(vector: Other): Other | Vector {
    const low = this.#low;
    const high = this.#high;
    const limited = this.#limited;
    this.last = 0;
    if (vector.length !== limited.length) return vector;
    for (let i = 0; i < limited.length; i++) {
      const x = vector[i];
      limited[i] = x;
      if (x < low[i] || x > high[i]) this.#replace(i);
    }
    if (this.last > 0) this.changed.steps++;
    return limited;
  }

  #replace(i: number): void {
    const x = this.#limited[i];
    if (!Number.isFinite(x)) return;
    this.#limited[i] = x < this.#low[i] ? this.#low[i] : this.#high[i];
    this.last++;
    this.changed.values++;
  }

  reset(): void {
    this.changed.values = this.changed.steps = 0;
  }
}

export class Guard {
  readonly inputs: Limit<Float64Array> | null;
  readonly outputs: Limit<Outputs> | undefined;

  /** @throws {MeniscusError} `watch` for missing or invalid ranges */
  constructor({ outputs: length, origins }: Model, box: Box | null, { inputs, outputs }: GuardOptions) {
    if (inputs !== undefined && inputs !== 'certified')
      fail('watch', `guard.inputs must be certified or left out, not ${inputs}`);
    if (inputs && !box)
      fail('watch', 'guard.inputs: the blob has no certified ranges; meniscus certify writes them');
    if (outputs) checkRanges(outputs, length);
    this.inputs = inputs && box ? new Limit(box.inputs, new Float64Array(box.inputs.length)) : null;
    const rounded = (range: Range): Range => [Math.fround(range[0]), Math.fround(range[1])];
    this.outputs =
      outputs &&
      (hasOrigins(origins?.outputs)
        ? new Limit<Outputs>(outputs, new Float64Array(length))
        : new Limit<Outputs>(outputs.map(rounded), new Float32Array(length)));
  }

  /** Bits of the changes in the last step. */
  get flags(): number {
    return (this.inputs?.last ? INPUT_CLAMPED : 0) | (this.outputs?.last ? OUTPUT_CLIPPED : 0);
  }
}

function checkRanges(ranges: readonly Range[], length: number): void {
  if (ranges.length !== length)
    fail('watch', `guard.outputs: expected a range for each of M = ${length} outputs, got ${ranges.length}`);
  ranges.forEach((range, i) => {
    const [low, high] = range.map(Math.fround);
    if (!(low <= high)) fail('watch', `guard.outputs: [${range}] of output ${i} is no range: low ≤ high`);
  });
}
