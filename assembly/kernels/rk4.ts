import { read, readSplat } from '../access';
import { add, div, mul, splat } from '../math/lanes';
import { compensationOf, increment } from './increment';

/**
 * state ⊕ (f / 6) · ((b + e) + 2 · (c + d)): the classic Runge–Kutta step from its four slopes b, c, d, e; f the
 * substep (scalar); n floats.
 */
export function rk4<T>(state: usize, b: usize, c: usize, d: usize, e: usize, f: usize, n: u32): void {
  const sixth = div<T>(readSplat<T>(f), splat<T>(6));
  const two = splat<T>(2);
  const compensation = compensationOf(state, n);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const outer = add<T>(read<T>(b + i), read<T>(e + i));
    const inner = add<T>(read<T>(c + i), read<T>(d + i));
    increment<T>(state, compensation, i, mul<T>(sixth, add<T>(outer, mul<T>(two, inner))));
  }
}
