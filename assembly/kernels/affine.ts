import { countMultiplyAdds, read, readSplat, write } from '../access';
import { add, lanes, mul, splat } from '../math/lanes';

/**
 * One stretch of `count` accumulators (1 to 4) of T: row chains, bias first, then column 0 … k−1.
 *
 * `spacing` is the distance of the accumulators' weights: a whole panel between vectors, one float between scalars.
 * Not unrolled over k: engines then hoist the loads and spill.
 */
// @ts-ignore: decorator
@inline
function rows<T>(count: u32, out: usize, weights: usize, spacing: usize, b: usize, c: usize, n: u32, k: u32): void {
  let acc0 = read<T>(c);
  let acc1 = splat<T>(0);
  let acc2 = splat<T>(0);
  let acc3 = splat<T>(0);
  if (count > 1) acc1 = read<T>(c + sizeof<T>());
  if (count > 2) acc2 = read<T>(c + 2 * sizeof<T>());
  if (count > 3) acc3 = read<T>(c + 3 * sizeof<T>());
  const end = b + (k << 2);
  for (; b < end; b += 4) {
    const x = readSplat<T>(b);
    acc0 = add<T>(acc0, mul<T>(read<T>(weights), x));
    if (count > 1) acc1 = add<T>(acc1, mul<T>(read<T>(weights + spacing), x));
    if (count > 2) acc2 = add<T>(acc2, mul<T>(read<T>(weights + 2 * spacing), x));
    if (count > 3) acc3 = add<T>(acc3, mul<T>(read<T>(weights + 3 * spacing), x));
    weights += 16;
    countMultiplyAdds(min<u32>(n, count * lanes<T>()));
  }
  write<T>(out, acc0);
  if (count > 1) write<T>(out + sizeof<T>(), acc1);
  if (count > 2) write<T>(out + 2 * sizeof<T>(), acc2);
  if (count > 3) write<T>(out + 3 * sizeof<T>(), acc3);
}

/**
 * out = c + T b for a matrix of n rows and k columns in panels of four rows: panel p holds, for each column, the four
 * weights of rows 4p … 4p+3 (zero where there is no such row).
 *
 * b has k floats, c and out n. `out` may be `c`, and must not overlap b.
 */
export function affine<T>(out: usize, panels: usize, b: usize, c: usize, n: u32, k: u32): void {
  const panelBytes = <usize>k << 4;
  let left = (n + 3) >> 2;
  if (isVector<T>()) {
    while (left >= 4) {
      rows<T>(4, out, panels, panelBytes, b, c, n, k);
      panels += panelBytes << 2;
      out += 64;
      c += 64;
      n -= 16; // wraps in the last stretch, after which n is not used
      left -= 4;
    }
    if (left == 3) rows<T>(3, out, panels, panelBytes, b, c, n, k);
    else if (left == 2) rows<T>(2, out, panels, panelBytes, b, c, n, k);
    else if (left == 1) rows<T>(1, out, panels, panelBytes, b, c, n, k);
  } else {
    for (; left > 0; left--) {
      rows<T>(4, out, panels, sizeof<T>(), b, c, n, k);
      panels += panelBytes;
      out += 16;
      c += 16;
      n -= 4;
    }
  }
}
