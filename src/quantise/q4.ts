import { Q4_COLUMNS } from '../../assembly/layout.ts';
import { fromHalf, halfOf } from './half.ts';
import { weightOf } from './rounding/grid.ts';
import { type RoundingOptions, toGrid } from './rounding/index.ts';
import { difference, type Quantised } from './types.ts';

/** The largest level of 4 bits: symmetric, so −8 is none. */
const MOST = 7;
/** A larger scale would be infinite. */
const LARGEST_HALF = 65504;

/** Columns that share a scale. */
export const q4Group = (type: 'q4' | 'q4-row', columns: number): number =>
  type === 'q4' ? Math.min(Q4_COLUMNS, columns) : columns;

/**
 * Stores a matrix in levels of 4 bits, two in a byte, with a half-precision scale for each 32 columns of a row (`q4`) or for
 * each row (`q4-row`). The weight is scale · level in one f32 multiplication. How they are chosen, `rounding/` says; by default
 * scale = max |w| / 7 rounded up to a half, level = round(w / scale). Where max |w| / 7 is beyond the largest half, 65,504, the weights are not finite, which `compile`
 * refuses; below the smallest, 6 · 10⁻⁸, weights of up to seven times as much are off by half of it at most.
 */
export function toQ4(
  type: 'q4' | 'q4-row',
  weights: Float64Array,
  rows: number,
  columns: number,
  rounding?: RoundingOptions,
): Quantised {
  const group = q4Group(type, columns);
  const groups = Math.ceil(columns / group);
  const storable = (scale: number): number => fromHalf(halfAbove(scale));
  const found = toGrid(
    weights,
    rows,
    columns,
    { most: MOST, group, mostOfRow: Infinity, storable },
    rounding,
  );
  const scales = Uint16Array.from(found.scales, halfOf);
  const levels = new Uint8Array(Math.ceil((rows * columns) / 2));
  const values = Float64Array.from(found.levels, (level, i) => {
    levels[i >> 1] |= (level & 15) << (4 * (i & 1));
    const row = Math.floor(i / columns);
    return weightOf(level, found.scales[row * groups + Math.floor((i % columns) / group)]);
  });
  const bytes = new Uint8Array(scales.byteLength + levels.length);
  bytes.set(new Uint8Array(scales.buffer), 0);
  bytes.set(levels, scales.byteLength);
  return { type, bytes, values, error: difference(weights, values) };
}

/** The smallest half ≥ x ≥ 0. */
function halfAbove(x: number): number {
  const bits = halfOf(x);
  return fromHalf(bits) < x && x <= LARGEST_HALF ? bits + 1 : bits;
}
