import { copyFloats } from './copy';

/** out = n floats of a, then k floats of b. `out` may be `a` and must not overlap b. */
export function concat<T>(out: usize, a: usize, b: usize, n: u32, k: u32): void {
  copyFloats<T>(out, a, n);
  copyFloats<T>(out + (<usize>n << 2), b, k);
}
