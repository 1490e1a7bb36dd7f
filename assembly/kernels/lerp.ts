import { read, write } from '../access';
import { add, mul, sub } from '../math/lanes';

/** out = b + a · (c − b), the gate a moving b towards c; n floats. `out` may be any operand. */
export function lerp<T>(out: usize, a: usize, b: usize, c: usize, n: u32): void {
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const from = read<T>(b + i);
    write<T>(out + i, add<T>(from, mul<T>(read<T>(a + i), sub<T>(read<T>(c + i), from))));
  }
}
