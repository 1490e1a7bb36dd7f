import { MAX_ROW_LEVELS } from '../../assembly/layout.ts';
import { fromHalf, halfOf } from './half.ts';
import { type Grid, weightOf } from './rounding/grid.ts';
import { type RoundingOptions, toGrid } from './rounding/index.ts';

/** How weights are stored; in the order of their codes in a blob. */
export const weightTypes = ['f32', 'q8', 'f16', 'i16', 'q4', 'q4-row'] as const;
export type WeightType = (typeof weightTypes)[number];

/** Those that store levels and scales, which can be chosen in more than one way. */
export const levelTypes: readonly WeightType[] = ['q8', 'i16', 'q4', 'q4-row'];

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

/** Stores weights as half-precision floats, row-major, rounded to the nearest, ties to even. */
export function toF16(weights: Float64Array): Quantised {
  const halves = new Uint16Array(weights.length);
  const values = new Float64Array(weights.length);
  for (let i = 0; i < weights.length; i++) {
    halves[i] = halfOf(weights[i]);
    values[i] = fromHalf(halves[i]);
  }
  return { type: 'f16', bytes: new Uint8Array(halves.buffer), values, error: difference(weights, values) };
}

/**
 * Stores a matrix as one f32 scale per row and signed bytes, symmetric. The weight is scale · byte in one f32
 * multiplication. How scale and bytes are chosen, `rounding/` says; by default scale = max |w| / 127, byte = round(w / scale).
 */
export const toQ8 = (
  weights: Float64Array,
  rows: number,
  columns: number,
  rounding?: RoundingOptions,
): Quantised =>
  toLevels(
    'q8',
    weights,
    rows,
    Int8Array,
    { most: 127, group: columns, mostOfRow: Infinity, storable: Math.fround },
    rounding,
  );

/**
 * As `toQ8`, in 16 bits. With `bounded`, the levels of a row sum to at most 65,535, so that the integer path cannot
 * overflow; the scale is as much larger.
 */
export const toI16 = (
  weights: Float64Array,
  rows: number,
  columns: number,
  bounded: boolean,
  rounding?: RoundingOptions,
): Quantised =>
  toLevels(
    'i16',
    weights,
    rows,
    Int16Array,
    { most: 32767, group: columns, mostOfRow: bounded ? MAX_ROW_LEVELS : Infinity, storable: Math.fround },
    rounding,
  );

function toLevels(
  type: WeightType,
  weights: Float64Array,
  rows: number,
  Stored: typeof Int8Array | typeof Int16Array,
  grid: Grid,
  rounding?: RoundingOptions,
): Quantised {
  const columns = grid.group;
  const { scales, levels } = toGrid(weights, rows, columns, grid, rounding);
  const values = Float64Array.from(levels, (level, i) => weightOf(level, scales[Math.floor(i / columns)]));
  const stored = new Stored(levels);
  const bytes = new Uint8Array(4 * rows + stored.byteLength);
  bytes.set(new Uint8Array(scales.buffer), 0);
  bytes.set(new Uint8Array(stored.buffer), 4 * rows);
  return { type, bytes, values, error: difference(weights, values) };
}

/** How far stored weights are from those that were given. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): { worst: number; rms: number } {
  let worst = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i] - b[i]);
    worst = Math.max(worst, d);
    sum += d * d;
  }
  return { worst, rms: Math.sqrt(sum / Math.max(1, a.length)) };
}
