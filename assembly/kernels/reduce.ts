/**
 * Reductions in the order that all builds share: lane j takes elements j, j+4, j+8, …, then (lane 0 ∘ lane 2) ∘ (lane 1 ∘
 * lane 3). A missing element leaves its lane unchanged.
 */
import { read } from '../access';
import { add, greater, madd, magnitude, sub } from '../math/lanes';

export const SUM: u32 = 0; // of a
export const MAXIMUM: u32 = 1; // of a; NaN if one is
export const DISTANCE: u32 = 2; // Σ |a − b|
export const DOT: u32 = 3; // Σ a · b

/** Sliding window of lane masks: the 16 bytes from 4·(4 − r) on keep the first r lanes. */
const MASKS: usize = memory.data<u32>([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 0, 0], 16);

/** Reads the first `count` (0 to 3) floats at a, with zeros in the other lanes. */
// @ts-ignore: decorator
@inline
export function masked(a: usize, count: u32): v128 {
  return v128.and(read<v128>(a), v128.load(MASKS + ((4 - count) << 2)));
}

// @ts-ignore: decorator
@inline
function accumulate<T>(kind: u32, acc: T, a: usize, b: usize): T {
  const x = read<T>(a);
  if (kind == MAXIMUM) return greater<T>(acc, x);
  if (kind == DISTANCE) return add<T>(acc, magnitude<T>(sub<T>(x, read<T>(b))));
  if (kind == DOT) return madd<T>(x, read<T>(b), acc);
  return add<T>(acc, x);
}

// @ts-ignore: decorator
@inline
function combine(kind: u32, x: f32, y: f32): f32 {
  return kind == MAXIMUM ? max<f32>(x, y) : x + y;
}

/** Reduces the n ≥ 1 floats of one or two padded vectors. */
export function reduce<T>(kind: u32, a: usize, b: usize, n: u32): f32 {
  return kind == DOT ? each<T>(DOT, a, b, n) : each<T>(kind, a, b, n);
}

// @ts-ignore: decorator
@inline
function each<T>(kind: u32, a: usize, b: usize, n: u32): f32 {
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
