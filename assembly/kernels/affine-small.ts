import { checkedRead, countMultiplyAdds, read, readSplat, write } from '../access';
import { bitsOf, blockOf, scaleBytesOf } from '../weights';
import { readHalf } from '../math/half';
import { madd, mul } from '../math/lanes';

/**
 * Panels that stay in their stored type, to save memory, in blocks of the columns that share scales: of types with scales
 * those of the four rows as f32, then for each column the four weights. The weights are decoded in every step, to the same
 * floats that `affine` finds decoded.
 */

/** Bytes of the scales before the columns of a block. */
// @ts-ignore: decorator
@inline
function headOf(scaled: bool): usize {
  return scaled ? 16 : 0;
}

/** Columns of a block; where a row has one scale, more than it can have columns. */
export function blockColumns(type: u32): u32 {
  const block = blockOf(type);
  return <u32>1 << (block == 0 ? 16 : block);
}

/** Bytes of a panel. */
export function panelBytes(type: u32, columns: u32): usize {
  const blocks = (columns - 1) / blockColumns(type) + 1;
  return blocks * headOf(scaleBytesOf(type) != 0) + <usize>columns * 4 * (bitsOf(type) >> 3);
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

/** Multiplies two panels at once, from lane bytes `lane` on. Both may be the same. */
// @ts-ignore: decorator
@inline
function pair<T>(
  bytes: usize, scaled: bool, blocked: bool, block: usize, lane: usize, out: usize, out2: usize, panel: usize, panel2: usize,
  b: usize, bEnd: usize, d: usize, dEnd: usize, c: usize, c2: usize,
): void {
  let acc = read<T>(c + lane);
  let acc2 = read<T>(c2 + lane);
  let scale = read<T>(panel + (scaled ? lane : 0));
  let scale2 = read<T>(panel2 + (scaled ? lane : 0));
  const skip = (lane >> 2) * bytes;
  let at = headOf(scaled) + skip;
  let left = block; // bytes of the vector until the next scales
  while (true) {
    let end = bEnd;
    if (blocked) {
      end = min<usize>(bEnd, b + left);
      left -= end - b;
    }
    for (; b < end; b += 4) {
      const x = readSplat<T>(b);
      acc = madd<T>(decode<T>(bytes, scaled, panel + at, scale), x, acc);
      acc2 = madd<T>(decode<T>(bytes, scaled, panel2 + at, scale2), x, acc2);
      at += 4 * bytes;
    }
    if (!blocked || b == bEnd) {
      if (d == dEnd) break;
      b = d;
      bEnd = dEnd;
      d = dEnd;
    }
    if (blocked) {
      if (left == 0) {
        scale = read<T>(panel + at - skip + lane);
        scale2 = read<T>(panel2 + at - skip + lane);
        at += headOf(scaled);
        left = block;
      }
    }
  }
  write<T>(out + lane, acc);
  write<T>(out2 + lane, acc2);
}

// @ts-ignore: decorator
@inline
function all<T>(
  bytes: usize, scaled: bool, blocked: bool, type: u32, out: usize, weights: usize, b: usize, k: u32, d: usize, k2: u32,
  c: usize, panels: u32,
): void {
  const block = <usize>blockColumns(type) << 2;
  const size = panelBytes(type, k + k2);
  const bEnd = b + (k << 2);
  const dEnd = d + (k2 << 2);
  while (panels > 0) {
    const second: usize = panels > 1 ? 1 : 0; // an odd last panel is computed twice, beside itself
    for (let lane: usize = 0; lane < 16; lane += sizeof<T>()) {
      pair<T>(
        bytes, scaled, blocked, block, lane, out, out + (second << 4), weights, weights + second * size, b, bEnd, d,
        dEnd, c, c + (second << 4),
      );
    }
    const done = second + 1;
    panels -= <u32>done;
    weights += size * done;
    out += done << 4;
    c += done << 4;
  }
}

// A loop for each way to decode, in functions of their own, so that the optimiser does not fold them into one: that one asks in
// every column how to decode it, and takes a quarter longer.

function halves<T>(
  type: u32, out: usize, weights: usize, b: usize, k: u32, d: usize, k2: u32, c: usize, panels: u32,
): void {
  all<T>(2, false, false, type, out, weights, b, k, d, k2, c, panels);
}

function bytes<T>(
  type: u32, out: usize, weights: usize, b: usize, k: u32, d: usize, k2: u32, c: usize, panels: u32,
): void {
  all<T>(1, true, false, type, out, weights, b, k, d, k2, c, panels);
}

function words<T>(
  type: u32, out: usize, weights: usize, b: usize, k: u32, d: usize, k2: u32, c: usize, panels: u32,
): void {
  all<T>(2, true, false, type, out, weights, b, k, d, k2, c, panels);
}

function blocks<T>(
  type: u32, out: usize, weights: usize, b: usize, k: u32, d: usize, k2: u32, c: usize, panels: u32,
): void {
  all<T>(1, true, true, type, out, weights, b, k, d, k2, c, panels);
}

/** Like `affine`, from panels of the given stored type. */
export function affineSmall<T>(
  type: u32, out: usize, weights: usize, b: usize, k: u32, d: usize, k2: u32, c: usize, panels: u32, rows: u32,
): void {
  countMultiplyAdds(rows * (k + k2));
  if (scaleBytesOf(type) == 0) halves<T>(type, out, weights, b, k, d, k2, c, panels);
  else if (blockOf(type) != 0) blocks<T>(type, out, weights, b, k, d, k2, c, panels);
  else if (bitsOf(type) == 8) bytes<T>(type, out, weights, b, k, d, k2, c, panels);
  else words<T>(type, out, weights, b, k, d, k2, c, panels);
}
