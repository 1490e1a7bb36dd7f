import { paddedBytes, read, write } from '../access';
import { add, sub } from '../math/lanes';

/** The address of the compensation of a state of n floats: right after the padded state. */
// @ts-ignore: decorator
@inline
export function compensationOf(state: usize, n: u32): usize {
  return state + paddedBytes(n);
}

/**
 * Adds `delta` to the lanes of the state at byte i. The compensation carries what rounding loses (Kahan).
 * At kilohertz rates an increment is too small for a plain f32 sum, which then stalls.
 */
// @ts-ignore: decorator
@inline
export function increment<T>(state: usize, compensation: usize, i: usize, delta: T): void {
  const before = read<T>(state + i);
  const y = sub<T>(delta, read<T>(compensation + i));
  const after = add<T>(before, y);
  write<T>(compensation + i, sub<T>(sub<T>(after, before), y));
  write<T>(state + i, after);
}
