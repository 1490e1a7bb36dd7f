import { countTranscendentals, paddedBytes, read, readSplat, write } from '../access';
import {
  FORM_SCALAR, OP_ABS, OP_ADD, OP_CLIP, OP_DIV, OP_ELU, OP_EXP, OP_FRACTION, OP_HARD_SIGMOID, OP_LEAKY_RELU, OP_LERP, OP_MUL, OP_NEG, OP_NORMALISE, OP_RECIPROCAL,
  OP_RELU, OP_SCALE, OP_SHIFT, OP_SOFTPLUS, OP_SQRT, OP_STAGE, OP_SUB,
} from '../layout';
import { exp } from '../math/exp';
import { add, div, greater, madd, magnitude, mul, neg, pmax, pmin, root, selectLess, splat, sub } from '../math/lanes';
import { phi1 } from '../math/phi1';
import { softplus } from '../math/softplus';
import { squash } from '../math/tanh';
import { isIn, SECOND_VECTOR, SQUASH } from '../operations';

/** x, or m (e^x − 1) where it is below 0. */
// @ts-ignore: decorator
@inline
function elu<T>(x: T, m: T): T {
  const c = pmax<T>(x, splat<T>(-88));
  return selectLess<T>(x, splat<T>(0), mul<T>(mul<T>(c, phi1<T>(neg<T>(c))), m), x);
}

/**
 * Applies the operations on single elements to n floats; docs/format.md lists them. `out` may be any vector operand. The
 * caller applies the activation of a fraction.
 */
export function elementwise<T>(op: u32, form: u32, out: usize, a: usize, b: usize, c: usize, n: u32, immediate: f32): void {
  const end = <usize>n << 2;
  if (isIn(SQUASH, op)) {
    for (let i: usize = 0; i < end; i += sizeof<T>()) {
      write<T>(out + i, squash<T>(op, read<T>(a + i)));
      countTranscendentals<T>(1, i, end);
    }
    return;
  }
  if (op == OP_LERP) {
    let gate = readSplat<T>(a);
    for (let i: usize = 0; i < end; i += sizeof<T>()) {
      const from = read<T>(b + i);
      if (form != FORM_SCALAR) gate = read<T>(a + i);
      write<T>(out + i, madd<T>(gate, sub<T>(read<T>(c + i), from), from));
    }
    return;
  }
  const m = splat<T>(immediate);
  if (op == OP_STAGE) {
    const step = mul<T>(m, readSplat<T>(c));
    for (let i: usize = 0; i < end; i += sizeof<T>()) {
      write<T>(out + i, madd<T>(step, read<T>(b + i), read<T>(a + i)));
    }
    return;
  }
  const segment = paddedBytes(n);
  const second = form != FORM_SCALAR && isIn(SECOND_VECTOR, op);
  let y = form == FORM_SCALAR ? readSplat<T>(b) : m;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    let x = read<T>(a + i);
    if (second) y = read<T>(b + i);
    switch (op) {
      case OP_ABS: x = magnitude<T>(x); break;
      case OP_NEG: x = neg<T>(x); break;
      case OP_RECIPROCAL: x = div<T>(splat<T>(1), x); break;
      case OP_EXP:
        x = exp<T>(x);
        countTranscendentals<T>(1, i, end);
        break;
      case OP_SOFTPLUS:
        x = softplus<T>(x);
        countTranscendentals<T>(1, i, end);
        break;
      case OP_RELU: x = greater<T>(x, splat<T>(0)); break;
      case OP_HARD_SIGMOID: x = pmin<T>(greater<T>(x, splat<T>(0)), splat<T>(1)); break;
      case OP_CLIP: x = pmin<T>(pmax<T>(x, neg<T>(m)), m); break;
      case OP_SQRT: x = root<T>(x); break;
      case OP_LEAKY_RELU: x = selectLess<T>(x, splat<T>(0), mul<T>(x, m), x); break;
      case OP_ELU: {
        x = elu<T>(x, m);
        countTranscendentals<T>(1, i, end);
        break;
      }
      case OP_SCALE: x = mul<T>(x, m); break;
      case OP_SHIFT: x = add<T>(x, m); break;
      case OP_ADD: x = add<T>(x, y); break;
      case OP_SUB: x = sub<T>(x, y); break;
      case OP_MUL: x = mul<T>(x, y); break;
      case OP_DIV: x = div<T>(x, y); break;
      case OP_NORMALISE: x = mul<T>(sub<T>(x, y), read<T>(c + i)); break;
      case OP_FRACTION: {
        // (p x + q) / (r x + s)
        const p = b + i;
        const r = p + 2 * segment;
        x = div<T>(madd<T>(read<T>(p), x, read<T>(p + segment)), madd<T>(read<T>(r), x, read<T>(r + segment)));
        break;
      }
    }
    write<T>(out + i, x);
  }
}
