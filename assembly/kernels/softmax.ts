import { countTranscendentals, read, write } from '../access';
import { exp } from '../math/exp';
import { div, splat, sub } from '../math/lanes';
import { maximum, sum } from './reduce';

/** out = e^(a − max a) / Σ e^(a − max a), n floats. `out` may be `a`. */
export function softmax<T>(out: usize, a: usize, n: u32): void {
  const top = splat<T>(maximum<T>(a, n));
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    write<T>(out + i, exp<T>(sub<T>(read<T>(a + i), top)));
    countTranscendentals<T>(1, i, end);
  }
  const total = splat<T>(sum<T>(out, n));
  for (let i: usize = 0; i < end; i += sizeof<T>()) write<T>(out + i, div<T>(read<T>(out + i), total));
}
