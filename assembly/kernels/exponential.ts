import { countTranscendentals, read, readSplat } from '../access';
import { mul } from '../math/lanes';
import { phi1 } from '../math/phi1';
import { compensationOf, increment } from './increment';
import { slopeAt } from './slope';

/**
 * state ⊕ (d · φ₁(d · c)) · (b − c · state): exact for constant drive b and decay c; d the substep (scalar); n floats.
 */
export function exponential<T>(state: usize, b: usize, c: usize, d: usize, n: u32): void {
  const step = readSplat<T>(d);
  const compensation = compensationOf(state, n);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const weight = mul<T>(step, phi1<T>(mul<T>(step, read<T>(c + i))));
    increment<T>(state, compensation, i, mul<T>(weight, slopeAt<T>(state, b, c, i)));
    countTranscendentals<T>(1, i, end);
  }
}
