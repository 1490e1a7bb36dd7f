import { countTranscendentals, read, readSplat, write } from '../access';
import {
  FORM_LIQUID, FORM_RECIPROCAL_DECAY, FORM_TANH_DRIVE, OP_EXPONENTIAL, OP_RK4, OP_SEMI_IMPLICIT, OP_SLOPE,
} from '../layout';
import { add, div, madd, mul, nmadd, splat } from '../math/lanes';
import { phi1 } from '../math/phi1';
import { clampTanh, squared, tanhDenominator, tanhNumerator } from '../math/tanh';
import { compensationOf, increment } from './increment';

/**
 * Uses one evaluation of a field, n floats. `form` says how drive and decay come; they get a common denominator q: drive =
 * u/q, decay = w/q, so that mostly one division is left.
 *
 *     slope          out = y/q
 *     euler          a ⊕ (d · y)/q
 *     semi-implicit  a ⊕ (d · y)/(d · w + q): the decay taken implicitly
 *     exponential    a ⊕ (d · (y · φ₁((d · w)/q)))/q: exact for constant drive and decay
 *
 * y = u − w · a; a is the state, d the substep (scalar), e the target of the liquid variant. Variant 0: u = b, w = c, q = 1,
 * without a division by q. `out` is a; for slope it may be any operand.
 */
export function field<T>(op: u32, form: u32, out: usize, a: usize, b: usize, c: usize, d: usize, e: usize, n: u32): void {
  // the usual variant of liquid networks gets its own code: saves 4 % of a step
  if (op == OP_SEMI_IMPLICIT && form == FORM_LIQUID) each<T>(OP_SEMI_IMPLICIT, FORM_LIQUID, out, a, b, c, d, e, n);
  else each<T>(op, form, out, a, b, c, d, e, n);
}

// @ts-ignore: decorator
@inline
function each<T>(op: u32, form: u32, out: usize, a: usize, b: usize, c: usize, d: usize, e: usize, n: u32): void {
  const one = splat<T>(1);
  const step = op == OP_SLOPE ? one : readSplat<T>(d);
  const compensation = compensationOf(a, n);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    let u = read<T>(b + i);
    let w = read<T>(c + i);
    let q = one;
    if (form & (FORM_LIQUID | FORM_TANH_DRIVE)) {
      const x = clampTanh<T>(u);
      const s = squared<T>(x);
      q = tanhDenominator<T>(s);
      u = tanhNumerator<T>(x, s);
      if (form & FORM_LIQUID) {
        const f = add<T>(q, u);
        q = add<T>(q, q);
        w = madd<T>(q, w, f);
        u = mul<T>(f, read<T>(e + i));
      }
      countTranscendentals<T>(1, i, end);
    }
    if (form & FORM_RECIPROCAL_DECAY) {
      u = mul<T>(u, w);
      const decay = q;
      q = mul<T>(q, w);
      w = decay;
    } else if (form & FORM_TANH_DRIVE) {
      w = mul<T>(w, q);
    }
    let slope = nmadd<T>(w, read<T>(a + i), u);
    if (op == OP_SEMI_IMPLICIT) {
      q = madd<T>(step, w, q);
    } else if (op == OP_EXPONENTIAL) {
      const z = mul<T>(step, w);
      slope = mul<T>(slope, phi1<T>(form ? div<T>(z, q) : z));
      countTranscendentals<T>(1, i, end);
    }
    slope = mul<T>(step, slope);
    if (form || op == OP_SEMI_IMPLICIT) slope = div<T>(slope, q);
    if (op == OP_SLOPE) write<T>(out + i, slope);
    else increment<T>(a, compensation, i, slope);
  }
}

/**
 * Updates n floats by several slopes: heun a ⊕ (½ · d) · (b + c), d the substep (scalar); rk4 a ⊕ (f / 6) ·
 * (2 · (c + d) + (b + e)), f the substep.
 */
// @ts-ignore: decorator
@inline
export function slopes<T>(op: u32, a: usize, b: usize, c: usize, d: usize, e: usize, f: usize, n: u32): void {
  const rk4 = op == OP_RK4;
  const step = rk4 ? div<T>(readSplat<T>(f), splat<T>(6)) : mul<T>(splat<T>(0.5), readSplat<T>(d));
  const compensation = compensationOf(a, n);
  const end = <usize>n << 2;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    let sum = read<T>(b + i);
    if (rk4) {
      const inner = add<T>(read<T>(c + i), read<T>(d + i));
      sum = madd<T>(splat<T>(2), inner, add<T>(sum, read<T>(e + i)));
    } else {
      sum = add<T>(sum, read<T>(c + i));
    }
    increment<T>(a, compensation, i, mul<T>(step, sum));
  }
}
