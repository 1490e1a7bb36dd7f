import { checkedRead, checkedWrite, countMultiplyAdds, read, write } from '../access';
import { FLAG_SATURATED } from '../layout';
import { add, madd, mul, pmax, pmin, splat, sub } from '../math/lanes';
import { raise } from '../status';
import { masked } from './reduce';

/**
 * The integer path: quantises the vector to 16 bits, in units of 1/32,767 of its calibrated range, and computes a row as an
 * exact sum of products in 32 bits. Panels hold the scales of four rows, then pairs of columns: two values of row 0, two of
 * row 1, …; groups of 4 panels, then 1, interleave their columns (the scalar build: single panels).
 */
const LEVELS: f32 = 32767;

/** Panels in the next group. */
// @ts-ignore: decorator
@inline
export function levelGroupOf(panels: u32): u32 {
  return ASC_FEATURE_SIMD && panels >= 4 ? 4 : 1;
}

/** Quantises x at `to`, four values or one: rounds half to even, a NaN to 0. The poison becomes NaN if x is not finite. */
// @ts-ignore: decorator
@inline
function quantise<T>(to: usize, x: T, inverse: T, poison: T): T {
  const exact = mul<T>(x, inverse);
  const level = pmax<T>(pmin<T>(exact, splat<T>(LEVELS)), splat<T>(-LEVELS));
  checkedWrite(to, sizeof<T>() >> 1);
  if (isVector<T>()) {
    if (v128.any_true(f32x4.ne(<v128>exact, <v128>level))) raise(FLAG_SATURATED);
    const whole = i32x4.trunc_sat_f32x4_s(f32x4.nearest(<v128>level));
    v128.store64_lane(to, i16x8.narrow_i32x4_s(whole, whole), 0);
  } else {
    if (exact != level) raise(FLAG_SATURATED);
    store<i16>(to, <i16><i32>nearest<f32>(<f32>level));
  }
  return add<T>(poison, sub<T>(x, x));
}

/** Quantises the k floats of b, padded with zeros to a multiple of four. Returns 0, or NaN if one is not finite. */
function quantiseAll<T>(to: usize, b: usize, k: u32, inverse: f32): f32 {
  const end = <usize>k << 2;
  let poison = splat<T>(0);
  let i: usize = 0;
  for (; i + sizeof<T>() <= end; i += sizeof<T>()) {
    poison = quantise<T>(to + (i >> 1), read<T>(b + i), splat<T>(inverse), poison);
  }
  if (isVector<T>()) {
    if (i < end) {
      poison = quantise<T>(to + (i >> 1), <T>masked(b + i, k & 3), splat<T>(inverse), poison);
    }
    const bad = <v128>poison;
    return f32x4.extract_lane(bad, 0) + f32x4.extract_lane(bad, 1) + (f32x4.extract_lane(bad, 2) + f32x4.extract_lane(bad, 3));
  } else {
    for (; i & 15; i += 4) {
      checkedWrite(to + (i >> 1), 2);
      store<i16>(to + (i >> 1), 0);
    }
    return <f32>poison;
  }
}

/** Adds to the sums of four rows the products of a pair of columns. */
// @ts-ignore: decorator
@inline
function products(acc: v128, weights: usize, levels: v128): v128 {
  checkedRead(weights, 16);
  return i32x4.add(acc, i32x4.dot_i16x8_s(v128.load(weights), levels));
}

/** Writes bias + sum · (scale · unit) + poison. */
// @ts-ignore: decorator
@inline
function finish<T>(out: usize, c: usize, sum: T, scale: usize, unit: f32, poison: f32): void {
  const product = madd<T>(sum, mul<T>(read<T>(scale), splat<T>(unit)), splat<T>(poison));
  write<T>(out, add<T>(read<T>(c), product));
}

/** Sums `count` panels (4 or 1), each a vector of exact sums. Returns the start of the next group. */
// @ts-ignore: decorator
@inline
function group(count: u32, out: usize, weights: usize, levels: usize, pairs: u32, c: usize, unit: f32, poison: f32): usize {
  let acc0 = i32x4.splat(0);
  let acc1 = i32x4.splat(0);
  let acc2 = i32x4.splat(0);
  let acc3 = i32x4.splat(0);
  const scales = weights;
  weights += count << 4;
  for (const end = levels + (pairs << 2); levels < end; levels += 4) {
    checkedRead(levels, 4);
    const x = v128.load32_splat(levels);
    acc0 = products(acc0, weights, x);
    if (count > 1) {
      acc1 = products(acc1, weights + 16, x);
      acc2 = products(acc2, weights + 32, x);
      acc3 = products(acc3, weights + 48, x);
    }
    weights += count << 4;
  }
  finish<v128>(out, c, f32x4.convert_i32x4_s(acc0), scales, unit, poison);
  if (count > 1) {
    finish<v128>(out + 16, c + 16, f32x4.convert_i32x4_s(acc1), scales + 16, unit, poison);
    finish<v128>(out + 32, c + 32, f32x4.convert_i32x4_s(acc2), scales + 32, unit, poison);
    finish<v128>(out + 48, c + 48, f32x4.convert_i32x4_s(acc3), scales + 48, unit, poison);
  }
  return weights;
}

/** Sums one row of a panel, in the scalar build. */
// @ts-ignore: decorator
@inline
function row(weights: usize, levels: usize, pairs: u32): f32 {
  let acc: i32 = 0;
  for (const end = levels + (pairs << 2); levels < end; levels += 4, weights += 16) {
    checkedRead(levels, 4);
    checkedRead(weights, 4);
    acc += <i32>load<i16>(weights) * <i32>load<i16>(levels) + <i32>load<i16>(weights, 2) * <i32>load<i16>(levels, 2);
  }
  return <f32>acc;
}

/**
 * out = c + T b for k columns, with the range of b at `range` (scalar). Writes its quantised values to `levels`: 2 bytes for
 * each column, padded to a multiple of 8 bytes. Clamps values outside the range and raises FLAG_SATURATED; a value that is
 * not finite makes the result NaN.
 */
export function affineLevels<T>(
  out: usize, weights: usize, b: usize, k: u32, c: usize, range: usize, levels: usize, panels: u32, rows: u32,
): void {
  const extent = read<f32>(range);
  const poison = quantiseAll<T>(levels, b, k, LEVELS / extent);
  const unit = extent / LEVELS;
  const pairs = (k + 1) >> 1;
  countMultiplyAdds(rows * k);
  if (isVector<T>()) {
    for (; panels >= 4; panels -= 4, out += 64, c += 64) {
      weights = group(4, out, weights, levels, pairs, c, unit, poison);
    }
    for (; panels > 0; panels--, out += 16, c += 16) {
      weights = group(1, out, weights, levels, pairs, c, unit, poison);
    }
  } else {
    for (; panels > 0; panels--, out += 16, c += 16, weights += 16 + (pairs << 4)) {
      for (let lane: usize = 0; lane < 16; lane += 4) {
        finish<T>(out + lane, c + lane, <T>row(weights + 16 + lane, levels, pairs), weights + lane, unit, poison);
      }
    }
  }
}
