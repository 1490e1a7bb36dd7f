import { add, constant, div, madd, mul, pmax, pmin } from './lanes';

/** Clamp, then the coefficients of P and Q in x², highest power last. */
const TABLE: usize = memory.data<f32>([
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
]);

/** The argument where tanh is not yet ±1 in f32. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function clampTanh<T>(x: T): T {
  return pmax<T>(pmin<T>(x, constant<T>(TABLE, 0)), constant<T>(TABLE, 1));
}

/** n of tanh = n/q, from the clamped argument c and its square s. |n| ≤ q, 1 ≤ q < 181. */
// @ts-ignore: decorator
@inline
export function tanhNumerator<T>(c: T, s: T): T {
  let p = madd<T>(constant<T>(TABLE, 5), s, constant<T>(TABLE, 4));
  p = madd<T>(p, s, constant<T>(TABLE, 3));
  return mul<T>(c, madd<T>(p, s, constant<T>(TABLE, 2)));
}

/** q of tanh = n/q. Formulas of several activations bring their quotients to one denominator: then one division is enough. */
// @ts-ignore: decorator
@inline
export function tanhDenominator<T>(s: T): T {
  let q = madd<T>(constant<T>(TABLE, 10), s, constant<T>(TABLE, 9));
  q = madd<T>(q, s, constant<T>(TABLE, 8));
  q = madd<T>(q, s, constant<T>(TABLE, 7));
  return madd<T>(q, s, constant<T>(TABLE, 6));
}

/**
 * Hyperbolic tangent: x P(x²) / Q(x²), degrees 3 and 4, after a clamp to ±7.856315.
 *
 * Maximum absolute error 4.5e-7 on all floats; odd; NaN stays NaN; |tanh x| ≤ 1 for all x.
 * Source: minimax rational fitted to tanh in float64, coefficients rounded to f32.
 */
// @ts-ignore: decorator
@inline
export function tanh<T>(x: T): T {
  const c = clampTanh<T>(x);
  const s = mul<T>(c, c);
  return div<T>(tanhNumerator<T>(c, s), tanhDenominator<T>(s));
}

/**
 * The gate ½ + ½ tanh x = σ(2x), as one quotient. The ½ of a sigmoid's argument belongs into the weights before it.
 *
 * Maximum absolute error 2.5e-7 on all floats; the result lies in [0, 1]; NaN stays NaN.
 */
// @ts-ignore: decorator
@inline
export function gate<T>(x: T): T {
  const c = clampTanh<T>(x);
  const s = mul<T>(c, c);
  const q = tanhDenominator<T>(s);
  return div<T>(add<T>(q, tanhNumerator<T>(c, s)), add<T>(q, q));
}
