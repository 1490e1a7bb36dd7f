export type WeightType = 'f32' | 'q8';

export interface Quantised {
  readonly type: WeightType;
  readonly bytes: Uint8Array;
  /** The weights that the bytes stand for: what the machine computes with. */
  readonly values: Float64Array;
  /** Largest and root-mean-square difference from the given weights. */
  readonly error: { readonly worst: number; readonly rms: number };
}

/** Stores weights as f32, row-major. */
export function toF32(weights: Float64Array): Quantised {
  const stored = Float32Array.from(weights);
  return {
    type: 'f32',
    bytes: new Uint8Array(stored.buffer),
    values: Float64Array.from(stored),
    error: difference(weights, stored),
  };
}

/**
 * Stores a matrix as one f32 scale per row and signed bytes, symmetric: scale = max |w| / 127, byte = round(w / scale).
 * The weight is scale · byte in one f32 multiplication.
 */
export function toQ8(weights: Float64Array, rows: number, columns: number): Quantised {
  const scales = new Float32Array(rows);
  const bytes = new Int8Array(rows * columns);
  const values = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    let largest = 0;
    for (let k = 0; k < columns; k++) largest = Math.max(largest, Math.abs(weights[r * columns + k]));
    const scale = Math.fround(largest / 127);
    scales[r] = scale;
    for (let k = 0; k < columns; k++) {
      const i = r * columns + k;
      const level = scale === 0 ? 0 : Math.round(weights[i] / scale);
      bytes[i] = Math.max(-127, Math.min(127, level));
      values[i] = Math.fround(scale * bytes[i]);
    }
  }
  const stored = new Uint8Array(4 * rows + rows * columns);
  stored.set(new Uint8Array(scales.buffer), 0);
  stored.set(new Uint8Array(bytes.buffer), 4 * rows);
  return { type: 'q8', bytes: stored, values, error: difference(weights, values) };
}

function difference(a: ArrayLike<number>, b: ArrayLike<number>): { worst: number; rms: number } {
  let worst = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i] - b[i]);
    worst = Math.max(worst, d);
    sum += d * d;
  }
  return { worst, rms: Math.sqrt(sum / Math.max(1, a.length)) };
}
