/**
 * The two halves of an LSTM cell's update. The gate sums a are segments i, f, g, o of n floats, `stride` floats apart;
 * those of i, f and o arrive halved, as `gate` takes them.
 */
import { countTranscendentals, read, write } from '../access';
import { add, div, madd, mul } from '../math/lanes';
import { clampTanh, tanhDenominator, tanhNumerator } from '../math/tanh';

/** out = gate(f) · b + gate(i) · tanh(g), the memory, as one quotient; n floats. `out` may be b. */
export function lstmMemory<T>(out: usize, a: usize, b: usize, n: u32, stride: u32): void {
  const end = <usize>n << 2;
  const forget = a + (<usize>stride << 2);
  const candidate = forget + (<usize>stride << 2);
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const cIn = clampTanh<T>(read<T>(a + i));
    const sIn = mul<T>(cIn, cIn);
    const qIn = tanhDenominator<T>(sIn);
    const cForget = clampTanh<T>(read<T>(forget + i));
    const sForget = mul<T>(cForget, cForget);
    const qForget = tanhDenominator<T>(sForget);
    const cCandidate = clampTanh<T>(read<T>(candidate + i));
    const sCandidate = mul<T>(cCandidate, cCandidate);
    const product = mul<T>(qIn, tanhDenominator<T>(sCandidate));
    const kept = mul<T>(mul<T>(add<T>(qForget, tanhNumerator<T>(cForget, sForget)), read<T>(b + i)), product);
    const added = mul<T>(add<T>(qIn, tanhNumerator<T>(cIn, sIn)), tanhNumerator<T>(cCandidate, sCandidate));
    const sum = madd<T>(kept, added, qForget);
    write<T>(out + i, div<T>(sum, mul<T>(add<T>(qForget, qForget), product)));
    countTranscendentals<T>(3, i, end);
  }
}

/** out = gate(o) · tanh(b), b the memory, as one quotient; n floats. `out` may be b. */
export function lstmOutput<T>(out: usize, a: usize, b: usize, n: u32, stride: u32): void {
  const end = <usize>n << 2;
  const gate = a + 3 * (<usize>stride << 2);
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const c = clampTanh<T>(read<T>(gate + i));
    const s = mul<T>(c, c);
    const q = tanhDenominator<T>(s);
    const cMemory = clampTanh<T>(read<T>(b + i));
    const sMemory = mul<T>(cMemory, cMemory);
    const numerator = mul<T>(add<T>(q, tanhNumerator<T>(c, s)), tanhNumerator<T>(cMemory, sMemory));
    write<T>(out + i, div<T>(numerator, mul<T>(add<T>(q, q), tanhDenominator<T>(sMemory))));
    countTranscendentals<T>(2, i, end);
  }
}
