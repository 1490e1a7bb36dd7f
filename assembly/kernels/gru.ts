import { countTranscendentals, read, write } from '../access';
import { add, div, madd, mul, sub } from '../math/lanes';
import { clampTanh, gate, tanhDenominator, tanhNumerator } from '../math/tanh';

/**
 * out = u + z · (c − u) with r = gate(a_r + b_r), z = gate(a_z + b_z), u = tanh(a_n + r · b_n), u and z as one
 * quotient; n floats.
 *
 * a (from the input) and b (from the state) are segments r, z, n of n floats, `stride` floats apart; those of r and z
 * arrive halved. `out` may be c.
 */
export function gru<T>(out: usize, a: usize, b: usize, c: usize, n: u32, stride: u32): void {
  const end = <usize>n << 2;
  const distance = <usize>stride << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const update = i + distance;
    const candidate = update + distance;
    const r = gate<T>(add<T>(read<T>(a + i), read<T>(b + i)));
    const cz = clampTanh<T>(add<T>(read<T>(a + update), read<T>(b + update)));
    const sz = mul<T>(cz, cz);
    const qz = tanhDenominator<T>(sz);
    const nz = tanhNumerator<T>(cz, sz);
    const cu = clampTanh<T>(madd<T>(read<T>(a + candidate), r, read<T>(b + candidate)));
    const su = mul<T>(cu, cu);
    const qu = tanhDenominator<T>(su);
    const fresh = mul<T>(tanhNumerator<T>(cu, su), sub<T>(qz, nz));
    const sum = madd<T>(fresh, mul<T>(read<T>(c + i), qu), add<T>(qz, nz));
    write<T>(out + i, div<T>(sum, mul<T>(qu, add<T>(qz, qz))));
    countTranscendentals<T>(3, i, end);
  }
}
