/** Finds columns that are the target itself, earlier or later. */
import { median } from '../sequence.ts';

/** Steps to shift by, both ways. */
const MOST = 20;
/** Rows to compare: enough to tell, and few enough for many columns. */
const ROWS = 2000;
/** The correlation from which a line through the pairs is worth a look. */
const SAME = 0.99;
/** What half of the pairs may lie off the line, in usual changes of the target: slow series all look alike, but not so closely. */
const OFF = 0.1;
/** Fewer pairs than this prove nothing. */
const PAIRS = 20;

/** The middle of a stretch, as long as is worth to compare. */
export const middleOf = (rows: Int32Array): Int32Array => {
  const start = Math.max(0, (rows.length - ROWS) >> 1);
  return rows.subarray(start, start + ROWS);
};

/**
 * By how many steps a column is the target shifted: 1 if it holds now what the target will be in a step, −1 what it was a
 * step ago; null if it is another thing. Factor and offset do not matter.
 * @param column rows of the middle of a stretch, NaN where missing; and `target` likewise
 */
export function shiftOf(column: Float64Array, target: Float64Array): number | null {
  const usual = median(
    target
      .subarray(1)
      .map((value, t) => Math.abs(value - target[t]))
      .filter((change) => change > 0),
  );
  let best: { readonly shift: number; readonly off: number } | null = null;
  for (let step = 0; step <= 2 * MOST; step++) {
    const shift = (step % 2 === 0 ? 1 : -1) * Math.ceil(step / 2); // 0, −1, 1, −2, …: of equals the nearest counts
    const off = distance(column, target, shift);
    if (off <= OFF * usual && !(best && off >= best.off)) best = { shift, off };
  }
  return best?.shift ?? null;
}

/** The median distance of b[t + shift] from the best line in a[t], over pairs that are both there; NaN if they hardly correlate. */
function distance(a: Float64Array, b: Float64Array, shift: number): number {
  const first = Math.max(0, -shift);
  const end = Math.min(a.length, b.length - shift);
  let [n, sumA, sumB] = [0, 0, 0];
  const isPair = (t: number): boolean => !Number.isNaN(a[t]) && !Number.isNaN(b[t + shift]);
  for (let t = first; t < end; t++) {
    if (!isPair(t)) continue;
    n++;
    sumA += a[t];
    sumB += b[t + shift];
  }
  if (n < PAIRS) return Number.NaN;
  const [meanA, meanB] = [sumA / n, sumB / n];
  let [ab, aa, bb] = [0, 0, 0];
  for (let t = first; t < end; t++) {
    if (!isPair(t)) continue;
    const [x, y] = [a[t] - meanA, b[t + shift] - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  if (!(Math.abs(ab) >= SAME * Math.sqrt(aa * bb) && aa > 0 && bb > 0)) return Number.NaN;
  const off: number[] = [];
  for (let t = first; t < end; t++)
    if (isPair(t)) off.push(Math.abs(b[t + shift] - meanB - (ab / aa) * (a[t] - meanA)));
  return median(off);
}
