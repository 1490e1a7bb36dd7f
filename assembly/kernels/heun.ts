import { read, readSplat } from '../access';
import { add, mul, splat } from '../math/lanes';
import { compensationOf, increment } from './increment';

/** state ⊕ (½ · d) · (b + c): the explicit trapezoid from the slopes b and c, d the substep (scalar); n floats. */
export function heun<T>(state: usize, b: usize, c: usize, d: usize, n: u32): void {
  const half = mul<T>(splat<T>(0.5), readSplat<T>(d));
  const compensation = compensationOf(state, n);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    increment<T>(state, compensation, i, mul<T>(half, add<T>(read<T>(b + i), read<T>(c + i))));
  }
}
