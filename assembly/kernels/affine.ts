import { countMultiplyAdds, read, readSplat, write } from '../access';
import { madd, splat } from '../math/lanes';

/**
 * The resident model holds a matrix as panels of four rows, in groups with interleaved columns. For each column a group
 * holds the weights of all its panels side by side, so that one splat serves the group and the weights form one stream. The
 * vector builds take groups of 8, then 4, 2 and 1 panels; the scalar build takes single panels.
 */
// @ts-ignore: decorator
@inline
export function groupOf(panels: u32): u32 {
  if (!ASC_FEATURE_SIMD) return 1;
  return panels >= 8 ? 8 : panels >= 4 ? 4 : panels >= 2 ? 2 : 1;
}

/**
 * Multiplies one group: `count` vectors of T, each a row chain: bias first, then the columns of b, then those of d. Does not
 * unroll over the columns: engines would hoist the loads and spill.
 *
 * With eight sums it stores the first two in each column, only for the order: V8 (11.3) puts all loads of a loop's body
 * before its arithmetic, but none before a store. Eight sums, eight weights and x would take 17 of 15 registers. Without the
 * stores the product takes twice as long in Node 20; in Node 24 they cost up to 4 %.
 */
// @ts-ignore: decorator
@inline
function group<T>(count: u32, out: usize, weights: usize, b: usize, bEnd: usize, d: usize, dEnd: usize, c: usize): usize {
  let acc0 = read<T>(c);
  let acc1 = splat<T>(0);
  let acc2 = splat<T>(0);
  let acc3 = splat<T>(0);
  let acc4 = splat<T>(0);
  let acc5 = splat<T>(0);
  let acc6 = splat<T>(0);
  let acc7 = splat<T>(0);
  if (count > 1) acc1 = read<T>(c + sizeof<T>());
  if (count > 2) acc2 = read<T>(c + 2 * sizeof<T>());
  if (count > 2) acc3 = read<T>(c + 3 * sizeof<T>());
  if (count > 4) acc4 = read<T>(c + 4 * sizeof<T>());
  if (count > 4) acc5 = read<T>(c + 5 * sizeof<T>());
  if (count > 4) acc6 = read<T>(c + 6 * sizeof<T>());
  if (count > 4) acc7 = read<T>(c + 7 * sizeof<T>());
  while (true) {
    for (; b < bEnd; b += 4) {
      const x = readSplat<T>(b);
      acc0 = madd<T>(read<T>(weights), x, acc0);
      if (count > 4) write<T>(out, acc0);
      if (count > 1) acc1 = madd<T>(read<T>(weights + sizeof<T>()), x, acc1);
      if (count > 4) write<T>(out + sizeof<T>(), acc1);
      if (count > 2) acc2 = madd<T>(read<T>(weights + 2 * sizeof<T>()), x, acc2);
      if (count > 2) acc3 = madd<T>(read<T>(weights + 3 * sizeof<T>()), x, acc3);
      if (count > 4) acc4 = madd<T>(read<T>(weights + 4 * sizeof<T>()), x, acc4);
      if (count > 4) acc5 = madd<T>(read<T>(weights + 5 * sizeof<T>()), x, acc5);
      if (count > 4) acc6 = madd<T>(read<T>(weights + 6 * sizeof<T>()), x, acc6);
      if (count > 4) acc7 = madd<T>(read<T>(weights + 7 * sizeof<T>()), x, acc7);
      weights += count * sizeof<T>();
    }
    if (d == dEnd) break;
    b = d;
    bEnd = dEnd;
    d = dEnd;
  }
  write<T>(out, acc0);
  if (count > 1) write<T>(out + sizeof<T>(), acc1);
  if (count > 2) write<T>(out + 2 * sizeof<T>(), acc2);
  if (count > 2) write<T>(out + 3 * sizeof<T>(), acc3);
  if (count > 4) write<T>(out + 4 * sizeof<T>(), acc4);
  if (count > 4) write<T>(out + 5 * sizeof<T>(), acc5);
  if (count > 4) write<T>(out + 6 * sizeof<T>(), acc6);
  if (count > 4) write<T>(out + 7 * sizeof<T>(), acc7);
  return weights;
}

/**
 * out = c + T [b; d] for a matrix of `rows` rows in `panels` panels, k columns for b and k2 for d.
 *
 * c and out hold a vector of four floats for each panel. `out` may be `c`, and must not overlap b or d.
 */
// @ts-ignore: decorator
@inline
export function affine<T>(
  out: usize, weights: usize, b: usize, k: u32, d: usize, k2: u32, c: usize, panels: u32, rows: u32,
): void {
  const bEnd = b + (k << 2);
  const dEnd = d + (k2 << 2);
  countMultiplyAdds(rows * (k + k2));
  if (isVector<T>()) {
    for (; panels >= 8; panels -= 8, out += 128, c += 128) weights = group<T>(8, out, weights, b, bEnd, d, dEnd, c);
    if (panels & 4) {
      weights = group<T>(4, out, weights, b, bEnd, d, dEnd, c);
      out += 64;
      c += 64;
    }
    if (panels & 2) {
      weights = group<T>(2, out, weights, b, bEnd, d, dEnd, c);
      out += 32;
      c += 32;
    }
    if (panels & 1) group<T>(1, out, weights, b, bEnd, d, dEnd, c);
  } else {
    for (; panels > 0; panels--, out += 16, c += 16) weights = group<T>(4, out, weights, b, bEnd, d, dEnd, c);
  }
}
