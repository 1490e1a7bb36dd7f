import { add, constant, madd, mul, nmadd, scaleExponent, selectLess, selectNaN, sub } from './lanes';

/** Reduction constants, coefficients of q, limits. */
const TABLE: usize = memory.data<f32>([
  1.44269504, // log2 e
  12582912.0, // 1.5 · 2²³: adding it rounds to an integer
  0.693359375, // ln 2, nine leading bits: n times it is exact
  -2.12194440e-4, // ln 2, the rest
  0.49999994,
  0.1666652,
  0.041668393,
  0.008368781,
  0.0013814467,
  1.0,
  -87.33654, // ln 2⁻¹²⁶: below it the result would be subnormal
  0.0,
  88.722839, // the first float whose exponential overflows
  Infinity,
]);

/**
 * e^x for −87.33 ≤ x ≤ 88.72. Outside, and for NaN, the result has no meaning: callers bound the argument or discard the
 * result. `exp` below covers all floats.
 */
// @ts-ignore: decorator
@inline
export function expBounded<T>(x: T): T {
  const magic = constant<T>(TABLE, 1);
  const rounded = madd<T>(x, constant<T>(TABLE, 0), magic);
  const n = sub<T>(rounded, magic);
  const r = nmadd<T>(n, constant<T>(TABLE, 3), nmadd<T>(n, constant<T>(TABLE, 2), x));
  let q = madd<T>(constant<T>(TABLE, 8), r, constant<T>(TABLE, 7));
  q = madd<T>(q, r, constant<T>(TABLE, 6));
  q = madd<T>(q, r, constant<T>(TABLE, 5));
  q = madd<T>(q, r, constant<T>(TABLE, 4));
  const p = add<T>(madd<T>(q, mul<T>(r, r), r), constant<T>(TABLE, 9));
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
 * Maximum relative error 8.4e-8 on [−87.33, 88.72]; +0 below (no subnormals), +∞ above; NaN stays NaN.
 * Source: Cody and Waite's reduction; q fitted to (e^r − 1 − r)/r² for minimax relative error in float64 (3.1e-9).
 */
// @ts-ignore: decorator
@inline
export function exp<T>(x: T): T {
  const finite = selectLess<T>(x, constant<T>(TABLE, 12), expNotLarge<T>(x), constant<T>(TABLE, 13));
  return selectNaN<T>(x, finite);
}
