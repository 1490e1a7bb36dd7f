import { countTranscendentals, read, write } from '../access';
import { OP_GRU, OP_LSTM_MEMORY, OP_LSTM_OUTPUT } from '../layout';
import { add, div, madd, mul, sub } from '../math/lanes';
import { clampTanh, squared, tanhDenominator, tanhNumerator } from '../math/tanh';

/**
 * Updates n floats with two or three activations as one quotient: tanh x = u/q and gate(x) = (q + u)/2q get a common
 * denominator. `op` is a constant at every use, so that the code of the others folds away.
 *
 *     lerp          tanh(b) + gate(a) · (tanh(c) − tanh(b))
 *     lstm-memory   gate(b) · d + gate(a) · tanh(c): the gates i, f, g and the memory
 *     lstm-output   gate(a) · tanh(b): the gate o and the memory
 *     gru           w + z · (g − w) with r = gate(a + d), z = gate(b + e), w = tanh(c + r · f): the gates r, z, n from
 *                   input and state, and the state g
 *
 * `out` may be any operand that is not a segment of a longer vector. docs/format.md has the order of the arithmetic.
 */
// @ts-ignore: decorator
@inline
export function gated<T>(
  op: u32, out: usize, a: usize, b: usize, c: usize, d: usize, e: usize, f: usize, g: usize, n: u32,
): void {
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    let x = read<T>(a + i);
    let y = read<T>(b + i);
    if (op == OP_GRU) {
      x = add<T>(x, read<T>(d + i));
      y = add<T>(y, read<T>(e + i));
    }
    x = clampTanh<T>(x);
    let s = squared<T>(x);
    const qx = tanhDenominator<T>(s);
    const ux = tanhNumerator<T>(x, s);
    y = clampTanh<T>(y);
    s = squared<T>(y);
    const qy = tanhDenominator<T>(s);
    const uy = tanhNumerator<T>(y, s);
    const gate = add<T>(qx, ux); // over 2 qx
    const twice = add<T>(qx, qx);
    countTranscendentals<T>(2, i, end);
    if (op == OP_LSTM_OUTPUT) {
      write<T>(out + i, div<T>(mul<T>(gate, uy), mul<T>(twice, qy)));
      continue;
    }
    let z = read<T>(c + i);
    if (op == OP_GRU) z = madd<T>(div<T>(gate, twice), read<T>(f + i), z);
    z = clampTanh<T>(z);
    s = squared<T>(z);
    const qz = tanhDenominator<T>(s);
    const uz = tanhNumerator<T>(z, s);
    countTranscendentals<T>(1, i, end);
    let sum: T;
    let q: T;
    if (op == OP_GRU) {
      q = mul<T>(qz, add<T>(qy, qy));
      sum = madd<T>(mul<T>(read<T>(g + i), qz), add<T>(qy, uy), mul<T>(uz, sub<T>(qy, uy)));
    } else if (op == OP_LSTM_MEMORY) {
      const product = mul<T>(qx, qz);
      q = mul<T>(add<T>(qy, qy), product);
      sum = madd<T>(mul<T>(gate, uz), qy, mul<T>(mul<T>(add<T>(qy, uy), read<T>(d + i)), product));
    } else {
      q = mul<T>(mul<T>(qy, qz), twice);
      sum = madd<T>(mul<T>(uz, qy), gate, mul<T>(mul<T>(uy, qz), sub<T>(qx, ux)));
    }
    write<T>(out + i, div<T>(sum, q));
  }
}
