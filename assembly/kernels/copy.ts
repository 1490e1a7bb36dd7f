import { read, write } from '../access';

/**
 * Copies exactly n floats, front to back, at any alignment of a float, and touches nothing on either side. `to` may overlap
 * `from` only if it starts before it or equals it.
 */
export function copyFloats<T>(to: usize, from: usize, n: u32): void {
  const end = <usize>n << 2;
  let i: usize = 0;
  for (; i + sizeof<T>() <= end; i += sizeof<T>()) write<T>(to + i, read<T>(from + i));
  for (; i < end; i += 4) write<f32>(to + i, read<f32>(from + i));
}
