import { read, write } from '../access';
import { OP_EXP } from '../layout';
import { div, splat, sub } from '../math/lanes';
import { elementwise } from './elementwise';
import { MAXIMUM, reduce, SUM } from './reduce';

/** out = e^(a − max a) / Σ e^(a − max a), n floats. `out` may be `a`. */
export function softmax<T>(out: usize, a: usize, n: u32): void {
  const top = splat<T>(reduce<T>(MAXIMUM, a, a, n));
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) write<T>(out + i, sub<T>(read<T>(a + i), top));
  elementwise<T>(OP_EXP, 0, out, out, out, out, n, 0);
  const total = splat<T>(reduce<T>(SUM, out, out, n));
  for (let i: usize = 0; i < end; i += sizeof<T>()) write<T>(out + i, div<T>(read<T>(out + i), total));
}
