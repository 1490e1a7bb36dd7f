import { countTranscendentals, read, write } from '../access';
import { add, mul, sub } from '../math/lanes';
import { sigmoid } from '../math/sigmoid';
import { tanh } from '../math/tanh';

/**
 * out = u + z · (c − u) with r = σ(a_r + b_r), z = σ(a_z + b_z), u = tanh(a_n + r · b_n); n floats.
 *
 * a (from the input) and b (from the state) hold 3n floats in the order r, z, n, without padding. `out` may be c.
 */
export function gru<T>(out: usize, a: usize, b: usize, c: usize, n: u32): void {
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const update = i + end;
    const candidate = update + end;
    const r = sigmoid<T>(add<T>(read<T>(a + i), read<T>(b + i)));
    const z = sigmoid<T>(add<T>(read<T>(a + update), read<T>(b + update)));
    const u = tanh<T>(add<T>(read<T>(a + candidate), mul<T>(r, read<T>(b + candidate))));
    write<T>(out + i, add<T>(u, mul<T>(z, sub<T>(read<T>(c + i), u))));
    countTranscendentals<T>(3, i, end);
  }
}
