import { read, write } from '../access';
import { mul, sub } from '../math/lanes';

/** b − c · a at byte i: the time derivative of a state a with drive b and decay c. */
// @ts-ignore: decorator
@inline
export function slopeAt<T>(a: usize, b: usize, c: usize, i: usize): T {
  return sub<T>(read<T>(b + i), mul<T>(read<T>(c + i), read<T>(a + i)));
}

/** out = b − c · a: a the state, b the drive, c the decay; n floats. `out` may be any operand. */
export function slope<T>(out: usize, a: usize, b: usize, c: usize, n: u32): void {
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) write<T>(out + i, slopeAt<T>(a, b, c, i));
}
