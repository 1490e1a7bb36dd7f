import { checkedRead, countMultiplyAdds, read, readSplat, write } from '../access';
import { TYPE_F16, TYPE_Q8 } from '../layout';
import { readHalf } from '../math/half';
import { madd, mul } from '../math/lanes';

/**
 * Panels that stay in their stored type, to save memory: for q8 and i16 the scales of the four rows, then for each column
 * the four weights. The weights are decoded in every step, to the same floats that `affine` finds decoded.
 */

/** Bytes of one stored weight. */
// @ts-ignore: decorator
@inline
export function bytesOf(type: u32): usize {
  return type == TYPE_Q8 ? 1 : 2;
}

/** Bytes of the scales before the columns of a panel. */
// @ts-ignore: decorator
@inline
export function scaleBytesOf(type: u32): usize {
  return type == TYPE_F16 ? 0 : 16;
}

// @ts-ignore: decorator
@inline
function decode<T>(type: u32, address: usize, scale: T): T {
  checkedRead(address, bytesOf(type) * (sizeof<T>() >> 2));
  if (type == TYPE_F16) return readHalf<T>(address);
  if (isVector<T>()) {
    if (type == TYPE_Q8) {
      const pairs = i16x8.extend_low_i8x16_s(v128.load32_zero(address));
      return mul<T>(<T>f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(pairs)), scale);
    }
    return mul<T>(<T>f32x4.convert_i32x4_s(v128.load16x4_s(address)), scale);
  } else {
    if (type == TYPE_Q8) return mul<T>(<T>(<f32>load<i8>(address)), scale);
    return mul<T>(<T>(<f32>load<i16>(address)), scale);
  }
}

/** Two panels at once, from lane bytes `lane` on; both may be the same one. */
// @ts-ignore: decorator
@inline
function pair<T>(
  type: u32, lane: usize, out: usize, out2: usize, panel: usize, panel2: usize,
  b: usize, bEnd: usize, d: usize, dEnd: usize, c: usize, c2: usize,
): void {
  let acc = read<T>(c + lane);
  let acc2 = read<T>(c2 + lane);
  const scale = read<T>(panel + (type == TYPE_F16 ? 0 : lane));
  const scale2 = read<T>(panel2 + (type == TYPE_F16 ? 0 : lane));
  let at = scaleBytesOf(type) + (lane >> 2) * bytesOf(type);
  while (true) {
    for (; b < bEnd; b += 4) {
      const x = readSplat<T>(b);
      acc = madd<T>(decode<T>(type, panel + at, scale), x, acc);
      acc2 = madd<T>(decode<T>(type, panel2 + at, scale2), x, acc2);
      at += 4 * bytesOf(type);
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
  const bytes = scaleBytesOf(type) + <usize>(k + k2) * 4 * bytesOf(type);
  const bEnd = b + (k << 2);
  const dEnd = d + (k2 << 2);
  while (panels > 0) {
    const second: usize = panels > 1 ? 1 : 0; // an odd last panel is computed twice, beside itself
    for (let lane: usize = 0; lane < 16; lane += sizeof<T>()) {
      pair<T>(
        type, lane, out, out + (second << 4), weights, weights + second * bytes, b, bEnd, d, dEnd, c, c + (second << 4),
      );
    }
    const done = second + 1;
    panels -= <u32>done;
    weights += bytes * done;
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
