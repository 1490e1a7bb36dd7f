import { countTranscendentals, read, write } from '../access';
import {
  OP_ABS, OP_EXP, OP_GATE, OP_NEG, OP_RECIPROCAL, OP_RELU, OP_SCALE, OP_SHIFT, OP_SIGMOID, OP_SILU, OP_SOFTPLUS, OP_TANH,
} from '../layout';
import { exp } from '../math/exp';
import { add, div, greater, magnitude, mul, neg, splat } from '../math/lanes';
import { sigmoid } from '../math/sigmoid';
import { softplus } from '../math/softplus';
import { gate, tanh } from '../math/tanh';

/** `op` is a constant at every use, so that all branches but one fold away. */
// @ts-ignore: decorator
@inline
function apply<T>(op: u32, x: T, m: T): T {
  if (op == OP_ABS) return magnitude<T>(x);
  if (op == OP_NEG) return neg<T>(x);
  if (op == OP_RECIPROCAL) return div<T>(splat<T>(1), x);
  if (op == OP_TANH) return tanh<T>(x);
  if (op == OP_GATE) return gate<T>(x);
  if (op == OP_SIGMOID) return sigmoid<T>(x);
  if (op == OP_SOFTPLUS) return softplus<T>(x);
  if (op == OP_EXP) return exp<T>(x);
  if (op == OP_RELU) return greater<T>(x, splat<T>(0));
  if (op == OP_SILU) return mul<T>(x, sigmoid<T>(x));
  if (op == OP_SCALE) return mul<T>(x, m);
  return add<T>(x, m);
}

// @ts-ignore: decorator
@inline
function map<T>(op: u32, transcendentals: u32, out: usize, a: usize, n: u32, immediate: f32): void {
  const m = splat<T>(immediate);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    write<T>(out + i, apply<T>(op, read<T>(a + i), m));
    if (transcendentals) countTranscendentals<T>(transcendentals, i, end);
  }
}

/** out = op(a) elementwise, n floats, for the codes 16 to 27; `immediate` is m of scale and shift. `out` may be `a`. */
export function unary<T>(op: u32, out: usize, a: usize, n: u32, immediate: f32): void {
  switch (op) {
    case OP_ABS: return map<T>(OP_ABS, 0, out, a, n, immediate);
    case OP_NEG: return map<T>(OP_NEG, 0, out, a, n, immediate);
    case OP_RECIPROCAL: return map<T>(OP_RECIPROCAL, 0, out, a, n, immediate);
    case OP_TANH: return map<T>(OP_TANH, 1, out, a, n, immediate);
    case OP_GATE: return map<T>(OP_GATE, 1, out, a, n, immediate);
    case OP_SIGMOID: return map<T>(OP_SIGMOID, 1, out, a, n, immediate);
    case OP_SOFTPLUS: return map<T>(OP_SOFTPLUS, 1, out, a, n, immediate);
    case OP_EXP: return map<T>(OP_EXP, 1, out, a, n, immediate);
    case OP_RELU: return map<T>(OP_RELU, 0, out, a, n, immediate);
    case OP_SILU: return map<T>(OP_SILU, 1, out, a, n, immediate);
    case OP_SCALE: return map<T>(OP_SCALE, 0, out, a, n, immediate);
    case OP_SHIFT: return map<T>(OP_SHIFT, 0, out, a, n, immediate);
  }
}
