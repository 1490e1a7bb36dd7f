import { readSplat } from '../access';
import { mul } from '../math/lanes';
import { compensationOf, increment } from './increment';
import { slopeAt } from './slope';

/** state ⊕ d · (b − c · state): explicit Euler, b the drive, c the decay, d the substep (scalar); n floats. */
export function euler<T>(state: usize, b: usize, c: usize, d: usize, n: u32): void {
  const step = readSplat<T>(d);
  const compensation = compensationOf(state, n);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    increment<T>(state, compensation, i, mul<T>(step, slopeAt<T>(state, b, c, i)));
  }
}
