import { add, constant, madd, mul, nmadd, scaleExponent, selectLess, selectNaN, sub } from './lanes';

/** Reduction constants, coefficients of q, limits; each four times. */
const TABLE: usize = memory.data<f32>([
  1.44269504, 1.44269504, 1.44269504, 1.44269504, // log2 e
  12582912.0, 12582912.0, 12582912.0, 12582912.0, // 1.5 · 2²³: adding it rounds to an integer
  0.693359375, 0.693359375, 0.693359375, 0.693359375, // ln 2, nine leading bits: n times it is exact
  -2.12194440e-4, -2.12194440e-4, -2.12194440e-4, -2.12194440e-4, // ln 2, the rest
  0.49999994, 0.49999994, 0.49999994, 0.49999994,
  0.1666652, 0.1666652, 0.1666652, 0.1666652,
  0.041668393, 0.041668393, 0.041668393, 0.041668393,
  0.008368781, 0.008368781, 0.008368781, 0.008368781,
  0.0013814467, 0.0013814467, 0.0013814467, 0.0013814467,
  1.0, 1.0, 1.0, 1.0,
  -87.33654, -87.33654, -87.33654, -87.33654, // ln 2⁻¹²⁶: below it the result would be subnormal
  0.0, 0.0, 0.0, 0.0,
  88.722839, 88.722839, 88.722839, 88.722839, // the first float whose exponential overflows
  Infinity, Infinity, Infinity, Infinity,
], 16);

/**
 * e^x for −87.33 ≤ x ≤ 88.72 and nothing else: outside, and for NaN, the result has no meaning. For callers whose
 * argument is bounded or who select it away; `exp` below is the whole function.
 */
// @ts-ignore: decorator
@inline
export function expBounded<T>(x: T): T {
  const magic = constant<T>(TABLE, 1);
  const rounded = madd<T>(magic, x, constant<T>(TABLE, 0));
  const n = sub<T>(rounded, magic);
  const r = nmadd<T>(nmadd<T>(x, n, constant<T>(TABLE, 2)), n, constant<T>(TABLE, 3));
  let q = madd<T>(constant<T>(TABLE, 7), constant<T>(TABLE, 8), r);
  q = madd<T>(constant<T>(TABLE, 6), q, r);
  q = madd<T>(constant<T>(TABLE, 5), q, r);
  q = madd<T>(constant<T>(TABLE, 4), q, r);
  const p = add<T>(madd<T>(r, q, mul<T>(r, r)), constant<T>(TABLE, 9));
  return scaleExponent<T>(p, rounded);
}

/** e^x for x ≤ 88.72 including −∞ (+0 below −87.33); for NaN the result has no meaning. */
// @ts-ignore: decorator
@inline
export function expNotLarge<T>(x: T): T {
  return selectLess<T>(x, constant<T>(TABLE, 10), constant<T>(TABLE, 11), expBounded<T>(x));
}

/**
 * The exponential: x = n ln 2 + r, |r| ≤ ½ ln 2, e^r = 1 + r + r² q(r) with q of degree 4, then n into the exponent.
 *
 * Maximum relative error 9e-8 on [−87.33, 88.72]; +0 below (no subnormals), +∞ above; NaN stays NaN.
 * Source: Cody and Waite's reduction; q fitted to (e^r − 1 − r)/r² for minimax relative error in float64 (3.1e-9).
 */
// @ts-ignore: decorator
@inline
export function exp<T>(x: T): T {
  const finite = selectLess<T>(x, constant<T>(TABLE, 12), expNotLarge<T>(x), constant<T>(TABLE, 13));
  return selectNaN<T>(x, finite);
}
