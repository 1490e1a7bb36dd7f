import { Q4_COLUMNS } from '../../assembly/layout.ts';
import { fromHalf, halfOf } from './half.ts';
import { difference, type Quantised } from './quantise.ts';

/** The largest level of 4 bits: symmetric, so −8 is none. */
const MOST = 7;
/** A larger scale would be infinite. */
const LARGEST_HALF = 65504;

/** Columns that share a scale. */
export const q4Group = (type: 'q4' | 'q4-row', columns: number): number =>
  type === 'q4' ? Math.min(Q4_COLUMNS, columns) : columns;

/**
 * Stores a matrix in levels of 4 bits, two in a byte, with a half-precision scale for each 32 columns of a row (`q4`) or for
 * each row (`q4-row`): scale = max |w| / 7 rounded up to a half, level = round(w / scale). The weight is scale · level in one
 * f32 multiplication. Where max |w| / 7 is beyond the largest half, 65,504, the weights are not finite, which `compile`
 * refuses; below the smallest, 6 · 10⁻⁸, weights of up to seven times as much are off by half of it at most.
 */
export function toQ4(type: 'q4' | 'q4-row', weights: Float64Array, rows: number, columns: number): Quantised {
  const group = q4Group(type, columns);
  const groups = Math.ceil(columns / group);
  const scales = new Uint16Array(rows * groups);
  const levels = new Uint8Array(Math.ceil((rows * columns) / 2));
  const values = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++)
    for (let g = 0; g < groups; g++) {
      const from = r * columns + g * group;
      const to = Math.min(from + group, (r + 1) * columns);
      const bits = halfAbove(largestOf(weights.subarray(from, to)) / MOST);
      scales[r * groups + g] = bits;
      const scale = fromHalf(bits);
      for (let i = from; i < to; i++) {
        const level = scale === 0 ? 0 : Math.max(-MOST, Math.min(MOST, Math.round(weights[i] / scale))) + 0; // no −0
        levels[i >> 1] |= (level & 15) << (4 * (i & 1));
        values[i] = Math.fround(scale * level);
      }
    }
  const bytes = new Uint8Array(scales.byteLength + levels.length);
  bytes.set(new Uint8Array(scales.buffer), 0);
  bytes.set(levels, scales.byteLength);
  return { type, bytes, values, error: difference(weights, values) };
}

function largestOf(weights: Float64Array): number {
  let largest = 0;
  for (const w of weights) largest = Math.max(largest, Math.abs(w));
  return largest;
}

/** The smallest half ≥ x ≥ 0. */
function halfAbove(x: number): number {
  const bits = halfOf(x);
  return fromHalf(bits) < x && x <= LARGEST_HALF ? bits + 1 : bits;
}
