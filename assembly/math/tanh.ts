import { OP_GELU, OP_SIGMOID, OP_SILU, OP_TANH } from '../layout';
import { add, constant, div, madd, mul, pmax, pmin, splat } from './lanes';

/** For tanh x: the clamp, the coefficients of P and Q in x², highest power last, and 2⁻⁴⁰ for `squared`. */
const TANH: usize = memory.data<f32>([
  7.856315,
  -7.856315,
  0.99999946,
  0.12926619,
  0.0029527326,
  1.146048e-5,
  1.0,
  0.46259749,
  0.023820784,
  2.3899271e-4,
  2.471949e-7,
  9.094947e-13,
]);

/** The same for erf(x/√2). */
const ERF: usize = memory.data<f32>([
  4.7691417,
  -4.7691417,
  0.79789364,
  0.05668283,
  0.008031871,
  8.979028e-5,
  1.0,
  0.23776262,
  0.024618093,
  0.0012954497,
  1.5786836e-6,
  9.094947e-13,
]);

/** Clamps the argument to the range in which the table's function is not yet ±1. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function clampTanh<T>(x: T, table: usize = TANH): T {
  return pmax<T>(pmin<T>(x, constant<T>(table, 0)), constant<T>(table, 1));
}

/**
 * The square of the clamped argument c for P and Q: (c + 2⁻⁴⁰)². It equals c² bit for bit down to |c| = 2⁻¹²; below, no bit
 * of P and Q depends on it. The 2⁻⁴⁰ avoids denormal products, which are slow: a c² below 2⁻¹⁰⁴ would make them. (Only a c
 * within 2⁻⁵² of −2⁻⁴⁰ still does.) NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function squared<T>(c: T, table: usize = TANH): T {
  const x = add<T>(c, constant<T>(table, 11));
  return mul<T>(x, x);
}

/** n of tanh = n/q, from the clamped argument c and its square s. |n| ≤ q, 1 ≤ q < 181. */
// @ts-ignore: decorator
@inline
export function tanhNumerator<T>(c: T, s: T, table: usize = TANH): T {
  let p = madd<T>(constant<T>(table, 5), s, constant<T>(table, 4));
  p = madd<T>(p, s, constant<T>(table, 3));
  return mul<T>(c, madd<T>(p, s, constant<T>(table, 2)));
}

/** q of tanh = n/q. Formulas with several activations use a common denominator, so that one division is enough. */
// @ts-ignore: decorator
@inline
export function tanhDenominator<T>(s: T, table: usize = TANH): T {
  let q = madd<T>(constant<T>(table, 10), s, constant<T>(table, 9));
  q = madd<T>(q, s, constant<T>(table, 8));
  q = madd<T>(q, s, constant<T>(table, 7));
  return madd<T>(q, s, constant<T>(table, 6));
}

/**
 * Applies a function of one quotient, by its opcode:
 *
 *     OP_TANH      tanh x = x P(x²) / Q(x²), degrees 3 and 4, after a clamp to ±7.856315. Maximum absolute error 4.8e-7 on
 *                  all floats; odd; at most 1 in size. Source: minimax rational fitted to tanh in float64, coefficients
 *                  rounded to f32
 *     OP_GATE      ½ + ½ tanh x = σ(2x). Maximum absolute error 2.9e-7; in [0, 1]. The weights before it take the ½ of a
 *                  sigmoid's argument
 *     OP_SIGMOID   gate(x/2), the logistic sigmoid, equally exact
 *     OP_SILU      x · σ(x). Maximum error 3.1e-7 |x|; between 0 and x
 *     OP_GELU      x · Φ(x), Φ the standard normal distribution function ½ + ½ erf(x/√2). erf(x/√2) = x P(x²) / Q(x²),
 *                  degrees 3 and 4, after a clamp to ±4.7691417. Maximum error 1.1e-6 |x|, that of Φ; between 0
 *                  and x; Φ in [0, 1]. Source: as tanh, fitted to erf
 *
 * NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function squash<T>(op: u32, x: T): T {
  const half = splat<T>(0.5);
  const table = op == OP_GELU ? ERF : TANH;
  const c = clampTanh<T>(op == OP_SIGMOID || op == OP_SILU ? mul<T>(half, x) : x, table);
  const s = squared<T>(c, table);
  const q = tanhDenominator<T>(s, table);
  const u = tanhNumerator<T>(c, s, table);
  if (op == OP_TANH) return div<T>(u, q);
  const gate = div<T>(add<T>(q, u), add<T>(q, q));
  return op == OP_SILU || op == OP_GELU ? mul<T>(x, gate) : gate;
}
