import { countTranscendentals, read, readSplat, write } from '../access';
import { FORM_ACTIVATED, FORM_SCALAR } from '../layout';
import { add, div, madd, mul, sub } from '../math/lanes';
import { clampTanh, tanhDenominator, tanhNumerator } from '../math/tanh';

/** b + a · (c − b) with a = gate(a), b = tanh(b), c = tanh(c), as one quotient. */
// @ts-ignore: decorator
@inline
function activated<T>(a: T, b: T, c: T): T {
  const ca = clampTanh<T>(a);
  const sa = mul<T>(ca, ca);
  const qa = tanhDenominator<T>(sa);
  const na = tanhNumerator<T>(ca, sa);
  const cb = clampTanh<T>(b);
  const sb = mul<T>(cb, cb);
  const qb = tanhDenominator<T>(sb);
  const cc = clampTanh<T>(c);
  const sc = mul<T>(cc, cc);
  const qc = tanhDenominator<T>(sc);
  const from = mul<T>(mul<T>(tanhNumerator<T>(cb, sb), qc), sub<T>(qa, na));
  const sum = madd<T>(from, mul<T>(tanhNumerator<T>(cc, sc), qb), add<T>(qa, na));
  return div<T>(sum, mul<T>(mul<T>(qb, qc), add<T>(qa, qa)));
}

/** out = b + a · (c − b), the gate a moving b towards c, in its forms; n floats. `out` may be any operand. */
export function lerp<T>(form: u32, out: usize, a: usize, b: usize, c: usize, n: u32): void {
  const end = <usize>n << 2;
  if (form == FORM_ACTIVATED) {
    for (let i: usize = 0; i < end; i += sizeof<T>()) {
      write<T>(out + i, activated<T>(read<T>(a + i), read<T>(b + i), read<T>(c + i)));
      countTranscendentals<T>(3, i, end);
    }
    return;
  }
  let gate = readSplat<T>(a);
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const from = read<T>(b + i);
    if (form != FORM_SCALAR) gate = read<T>(a + i);
    write<T>(out + i, madd<T>(from, gate, sub<T>(read<T>(c + i), from)));
  }
}
