import { readSplat, write } from '../access';

/** out = n times the scalar a. */
export function broadcast<T>(out: usize, a: usize, n: u32): void {
  const x = readSplat<T>(a);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) write<T>(out + i, x);
}
