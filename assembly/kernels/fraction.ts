import { paddedBytes, read, write } from '../access';
import { div, madd, mul, sub } from '../math/lanes';

/** out = (p · a + q) / (r · a + s), the constants being the four segments of b; n floats. `out` may be `a`. */
export function fraction<T>(out: usize, a: usize, b: usize, n: u32): void {
  const segment = <usize>paddedBytes(n);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const x = read<T>(a + i);
    const p = b + i;
    const q = p + segment;
    const r = q + segment;
    const numerator = madd<T>(read<T>(q), read<T>(p), x);
    write<T>(out + i, div<T>(numerator, madd<T>(read<T>(r + segment), read<T>(r), x)));
  }
}

/** out = (a − b) · c, n floats. `out` may be any operand. */
export function normalise<T>(out: usize, a: usize, b: usize, c: usize, n: u32): void {
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    write<T>(out + i, mul<T>(sub<T>(read<T>(a + i), read<T>(b + i)), read<T>(c + i)));
  }
}
