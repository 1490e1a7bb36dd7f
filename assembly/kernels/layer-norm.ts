import { read, write } from '../access';
import { div, splat, sub } from '../math/lanes';
import { DOT, reduce, SUM } from './reduce';

/** out = (a − mean) / √(variance + epsilon), n floats. `out` may be `a`. */
export function layerNorm<T>(out: usize, a: usize, n: u32, epsilon: f32): void {
  const mean = splat<T>(reduce<T>(SUM, a, a, n) / <f32>n);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) write<T>(out + i, sub<T>(read<T>(a + i), mean));
  const deviation = splat<T>(sqrt<f32>(reduce<T>(DOT, out, out, n) / <f32>n + epsilon));
  for (let i: usize = 0; i < end; i += sizeof<T>()) write<T>(out + i, div<T>(read<T>(out + i), deviation));
}
