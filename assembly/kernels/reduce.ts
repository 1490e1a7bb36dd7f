/**
 * Reductions in the one order that binds all builds: lane j takes elements j, j+4, j+8, …, then (lane 0 ∘ lane 2) ∘
 * (lane 1 ∘ lane 3). A missing element counts as the neutral value of the reduction.
 */
import { read } from '../access';

/** Sliding window of lane masks: 16 bytes from 4·(4 − r) on keep the first r lanes. */
const MASKS: usize = memory.data<u32>([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 0, 0], 16);

// @ts-ignore: decorator
@inline
function combine(maximum: bool, x: f32, y: f32): f32 {
  return maximum ? max<f32>(x, y) : x + y;
}

// @ts-ignore: decorator
@inline
function reduceVectors(maximum: bool, a: usize, n: u32): f32 {
  const neutral = f32x4.splat(maximum ? -Infinity : 0);
  let acc = neutral;
  for (; n >= 4; n -= 4, a += 16) {
    acc = maximum ? f32x4.max(acc, read<v128>(a)) : f32x4.add(acc, read<v128>(a));
  }
  if (n > 0) {
    const x = v128.bitselect(read<v128>(a), neutral, v128.load(MASKS + ((4 - n) << 2)));
    acc = maximum ? f32x4.max(acc, x) : f32x4.add(acc, x);
  }
  const even = combine(maximum, f32x4.extract_lane(acc, 0), f32x4.extract_lane(acc, 2));
  const odd = combine(maximum, f32x4.extract_lane(acc, 1), f32x4.extract_lane(acc, 3));
  return combine(maximum, even, odd);
}

/** Skipping a missing element equals adding +0 to its lane: a lane sum that began at +0 is never −0. */
// @ts-ignore: decorator
@inline
function reduceScalars(maximum: bool, a: usize, n: u32): f32 {
  const neutral: f32 = maximum ? -Infinity : 0;
  let acc0 = neutral;
  let acc1 = neutral;
  let acc2 = neutral;
  let acc3 = neutral;
  for (; n >= 4; n -= 4, a += 16) {
    acc0 = combine(maximum, acc0, read<f32>(a));
    acc1 = combine(maximum, acc1, read<f32>(a + 4));
    acc2 = combine(maximum, acc2, read<f32>(a + 8));
    acc3 = combine(maximum, acc3, read<f32>(a + 12));
  }
  if (n > 0) acc0 = combine(maximum, acc0, read<f32>(a));
  if (n > 1) acc1 = combine(maximum, acc1, read<f32>(a + 4));
  if (n > 2) acc2 = combine(maximum, acc2, read<f32>(a + 8));
  return combine(maximum, combine(maximum, acc0, acc2), combine(maximum, acc1, acc3));
}

/** Sum of the n ≥ 1 floats of a padded vector. */
// @ts-ignore: decorator
@inline
export function sum<T>(a: usize, n: u32): f32 {
  if (isVector<T>()) return reduceVectors(false, a, n);
  else return reduceScalars(false, a, n);
}

/** The largest of the n ≥ 1 floats of a padded vector; NaN if one is. */
// @ts-ignore: decorator
@inline
export function maximum<T>(a: usize, n: u32): f32 {
  if (isVector<T>()) return reduceVectors(true, a, n);
  else return reduceScalars(true, a, n);
}
