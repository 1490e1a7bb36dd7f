/**
 * Reductions in the one order that binds all builds: lane j takes elements j, j+4, j+8, …, then (lane 0 ∘ lane 2) ∘
 * (lane 1 ∘ lane 3). A missing element leaves its lane as it is.
 */
import { read } from '../access';
import { add, greater, madd, magnitude, sub } from '../math/lanes';

const SUM: u32 = 0;
const MAXIMUM: u32 = 1;
const DISTANCE: u32 = 2;
const DOT: u32 = 3;

/** Sliding window of lane masks: 16 bytes from 4·(4 − r) on keep the first r lanes. */
const MASKS: usize = memory.data<u32>([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 0, 0], 16);

/** The first `count` (0 to 3) floats at a, zeros in the other lanes. */
// @ts-ignore: decorator
@inline
export function masked(a: usize, count: u32): v128 {
  return v128.and(read<v128>(a), v128.load(MASKS + ((4 - count) << 2)));
}

/** `kind` is a constant at every use, so that all branches but one fold away. */
// @ts-ignore: decorator
@inline
function accumulate<T>(kind: u32, acc: T, a: usize, b: usize): T {
  if (kind == MAXIMUM) return greater<T>(acc, read<T>(a));
  if (kind == DISTANCE) return add<T>(acc, magnitude<T>(sub<T>(read<T>(a), read<T>(b))));
  if (kind == DOT) return madd<T>(acc, read<T>(a), read<T>(b));
  return add<T>(acc, read<T>(a));
}

// @ts-ignore: decorator
@inline
function combine(kind: u32, x: f32, y: f32): f32 {
  return kind == MAXIMUM ? max<f32>(x, y) : x + y;
}

// @ts-ignore: decorator
@inline
function reduce<T>(kind: u32, a: usize, b: usize, n: u32): f32 {
  const neutral: f32 = kind == MAXIMUM ? -Infinity : 0;
  if (isVector<T>()) {
    let acc = f32x4.splat(neutral);
    for (; n >= 4; n -= 4, a += 16, b += 16) acc = accumulate<v128>(kind, acc, a, b);
    if (n > 0) acc = v128.bitselect(accumulate<v128>(kind, acc, a, b), acc, v128.load(MASKS + ((4 - n) << 2)));
    const even = combine(kind, f32x4.extract_lane(acc, 0), f32x4.extract_lane(acc, 2));
    const odd = combine(kind, f32x4.extract_lane(acc, 1), f32x4.extract_lane(acc, 3));
    return combine(kind, even, odd);
  } else {
    let acc0 = neutral;
    let acc1 = neutral;
    let acc2 = neutral;
    let acc3 = neutral;
    for (; n >= 4; n -= 4, a += 16, b += 16) {
      acc0 = accumulate<f32>(kind, acc0, a, b);
      acc1 = accumulate<f32>(kind, acc1, a + 4, b + 4);
      acc2 = accumulate<f32>(kind, acc2, a + 8, b + 8);
      acc3 = accumulate<f32>(kind, acc3, a + 12, b + 12);
    }
    if (n > 0) acc0 = accumulate<f32>(kind, acc0, a, b);
    if (n > 1) acc1 = accumulate<f32>(kind, acc1, a + 4, b + 4);
    if (n > 2) acc2 = accumulate<f32>(kind, acc2, a + 8, b + 8);
    return combine(kind, combine(kind, acc0, acc2), combine(kind, acc1, acc3));
  }
}

/** Sum of the n ≥ 1 floats of a padded vector. */
// @ts-ignore: decorator
@inline
export function sum<T>(a: usize, n: u32): f32 {
  return reduce<T>(SUM, a, a, n);
}

/** The largest of the n ≥ 1 floats of a padded vector; NaN if one is. */
// @ts-ignore: decorator
@inline
export function maximum<T>(a: usize, n: u32): f32 {
  return reduce<T>(MAXIMUM, a, a, n);
}

/** Σ |a − b| over the n ≥ 1 floats of two padded vectors. */
// @ts-ignore: decorator
@inline
export function sumOfDistances<T>(a: usize, b: usize, n: u32): f32 {
  return reduce<T>(DISTANCE, a, b, n);
}

/** Σ a · b over the n ≥ 1 floats of two padded vectors. */
// @ts-ignore: decorator
@inline
export function sumOfProducts<T>(a: usize, b: usize, n: u32): f32 {
  return reduce<T>(DOT, a, b, n);
}
