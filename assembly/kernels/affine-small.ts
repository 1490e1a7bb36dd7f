import { checkedRead, countMultiplyAdds, read, readSplat, write } from '../access';
import { bitsOf, scaleBytesOf } from '../weights';
import { readHalf } from '../math/half';
import { madd, mul } from '../math/lanes';

/**
 * Panels that stay in their stored type, to save memory: for q8 and i16 the scales of the four rows, then for each column
 * the four weights. The weights are decoded in every step, to the same floats that `affine` finds decoded.
 */

/** Bytes of the scales before the columns of a panel. */
// @ts-ignore: decorator
@inline
function headOf(scaled: bool): usize {
  return scaled ? 16 : 0;
}

/** Bytes of a panel. */
export function panelBytes(type: u32, columns: u32): usize {
  return headOf(scaleBytesOf(type) != 0) + <usize>columns * 4 * (bitsOf(type) >> 3);
}

/** Weights of so many bytes each: whole numbers with a scale, or halves. */
// @ts-ignore: decorator
@inline
function decode<T>(bytes: usize, scaled: bool, address: usize, scale: T): T {
  checkedRead(address, bytes * (sizeof<T>() >> 2));
  if (!scaled) return readHalf<T>(address);
  if (isVector<T>()) {
    if (bytes == 1) {
      const pairs = i16x8.extend_low_i8x16_s(v128.load32_zero(address));
      return mul<T>(<T>f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(pairs)), scale);
    }
    return mul<T>(<T>f32x4.convert_i32x4_s(v128.load16x4_s(address)), scale);
  } else {
    if (bytes == 1) return mul<T>(<T>(<f32>load<i8>(address)), scale);
    return mul<T>(<T>(<f32>load<i16>(address)), scale);
  }
}

/** Two panels at once, from lane bytes `lane` on; both may be the same one. */
// @ts-ignore: decorator
@inline
function pair<T>(
  bytes: usize, scaled: bool, lane: usize, out: usize, out2: usize, panel: usize, panel2: usize,
  b: usize, bEnd: usize, d: usize, dEnd: usize, c: usize, c2: usize,
): void {
  let acc = read<T>(c + lane);
  let acc2 = read<T>(c2 + lane);
  const scale = read<T>(panel + (scaled ? lane : 0));
  const scale2 = read<T>(panel2 + (scaled ? lane : 0));
  let at = headOf(scaled) + (lane >> 2) * bytes;
  while (true) {
    for (; b < bEnd; b += 4) {
      const x = readSplat<T>(b);
      acc = madd<T>(decode<T>(bytes, scaled, panel + at, scale), x, acc);
      acc2 = madd<T>(decode<T>(bytes, scaled, panel2 + at, scale2), x, acc2);
      at += 4 * bytes;
    }
    if (d == dEnd) break;
    b = d;
    bEnd = dEnd;
    d = dEnd;
  }
  write<T>(out + lane, acc);
  write<T>(out2 + lane, acc2);
}

// @ts-ignore: decorator
@inline
function all<T>(type: u32, out: usize, weights: usize, b: usize, k: u32, d: usize, k2: u32, c: usize, panels: u32): void {
  const bytes = <usize>bitsOf(type) >> 3;
  const scaled = scaleBytesOf(type) != 0;
  const size = panelBytes(type, k + k2);
  const bEnd = b + (k << 2);
  const dEnd = d + (k2 << 2);
  while (panels > 0) {
    const second: usize = panels > 1 ? 1 : 0; // an odd last panel is computed twice, beside itself
    for (let lane: usize = 0; lane < 16; lane += sizeof<T>()) {
      pair<T>(
        bytes, scaled, lane, out, out + (second << 4), weights, weights + second * size, b, bEnd, d, dEnd, c,
        c + (second << 4),
      );
    }
    const done = second + 1;
    panels -= <u32>done;
    weights += size * done;
    out += done << 4;
    c += done << 4;
  }
}

/** As `affine`, from panels of the given stored type. */
export function affineSmall<T>(
  type: u32, out: usize, weights: usize, b: usize, k: u32, d: usize, k2: u32, c: usize, panels: u32, rows: u32,
): void {
  countMultiplyAdds(rows * (k + k2));
  all<T>(type, out, weights, b, k, d, k2, c, panels);
}
