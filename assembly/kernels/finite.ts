import { read } from '../access';
import { add, anyNaN, splat, sub } from '../math/lanes';

/** Returns the index of the first of n floats that is not finite, or −1. Reads no padding. */
export function firstNonFinite<T>(a: usize, n: u32): i32 {
  const end = <usize>n << 2;
  let i: usize = 0;
  let difference = splat<T>(0);
  for (; i + sizeof<T>() <= end; i += sizeof<T>()) {
    const x = read<T>(a + i);
    difference = add<T>(difference, sub<T>(x, x)); // x − x is NaN for ±∞ and NaN; a NaN stays in the sum
  }
  if (anyNaN<T>(difference)) i = 0;
  for (; i < end; i += 4) {
    const x = read<f32>(a + i);
    if (x - x != 0) return <i32>(i >> 2);
  }
  return -1;
}
