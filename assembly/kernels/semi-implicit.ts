import { read, readSplat } from '../access';
import { add, div, mul, splat } from '../math/lanes';
import { compensationOf, increment } from './increment';
import { slopeAt } from './slope';

/**
 * state ⊕ (d · (b − c · state)) / (1 + d · c): the decay taken implicitly, the fused solver of liquid time-constant
 * networks; b the drive, c the decay, d the substep (scalar); n floats.
 */
export function semiImplicit<T>(state: usize, b: usize, c: usize, d: usize, n: u32): void {
  const step = readSplat<T>(d);
  const one = splat<T>(1);
  const compensation = compensationOf(state, n);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const divisor = add<T>(one, mul<T>(step, read<T>(c + i)));
    increment<T>(state, compensation, i, div<T>(mul<T>(step, slopeAt<T>(state, b, c, i)), divisor));
  }
}
