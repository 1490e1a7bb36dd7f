import { copyFloats } from './copy';

/** out = n floats of a from float k on. Reads no padding: a slice may end where the arena does. */
export function slice<T>(out: usize, a: usize, n: u32, k: u32): void {
  copyFloats<T>(out, a + (<usize>k << 2), n);
}
