/*
 * e^x, tanh x and the logistic function of two numbers at once, with the bits of V8's `Math.exp` and `Math.tanh`.
 *
 * Those follow fdlibm, operation by operation, and so does this. Where fdlibm branches, all branches are computed and one
 * is selected, or one formula is found that rounds as each of them does. Of fdlibm, whose constants and formulas these are:
 *
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *   Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software
 *   is freely granted, provided that this notice is preserved.
 *
 * Errors, of all finite arguments: e^x < 1 ulp, tanh x < 2 ulp; the test measures them.
 */

/** Constants, each twice: engines load them in one instruction, and make one that is written out in three. */
const TABLE: usize = memory.data<f64>([
  1, 1, 2, 2, -0.0, -0.0, 0.5, 0.5,
  // ln 2 in two parts, and 1 / ln 2
  0.6931471803691238, 0.6931471803691238, 1.9082149292705877e-10, 1.9082149292705877e-10,
  1.4426950408889634, 1.4426950408889634,
  // ½ ln 2 with its upper 32 bits alone: to there, in size, fdlibm leaves an argument as it is
  0.3465735912322998, 0.3465735912322998,
  3.725290298461914e-9, 3.725290298461914e-9, // 2⁻²⁸
  // 2⁵² + 2⁵¹: added to a whole number, it leaves that in the low bits
  6755399441055744.0, 6755399441055744.0,
  // of e^x
  0.16666666666666602, 0.16666666666666602, -0.0027777777777015593, -0.0027777777777015593,
  0.00006613756321437934, 0.00006613756321437934, -0.0000016533902205465252, -0.0000016533902205465252,
  4.1381367970572385e-8, 4.1381367970572385e-8, 708, 708,
  // of e^x − 1
  -0.03333333333333313, -0.03333333333333313, 0.0015873015872548146, 0.0015873015872548146,
  -0.0000793650757867488, -0.0000793650757867488, 0.000004008217827329362, 0.000004008217827329362,
  -2.0109921818362437e-7, -2.0109921818362437e-7, 3, 3, 6, 6, 20, 20, 22, 22,
], 16);
const ONE = 0;
const TWO = 1;
const SIGN = 2;
const HALF = 3;
const LN2_HIGH = 4;
const LN2_LOW = 5;
const INVERSE_LN2 = 6;
const UNREDUCED = 7;
const TINY = 8;
const WHOLE = 9;
const P1 = 10; // to P5
const MOST = 15;
const Q1 = 16; // to Q5
const THREE = 21;
const SIX = 22;
const TWENTY = 23;
const FAR = 24;

// @ts-ignore: decorator
@inline
function the(constant: usize): v128 {
  return v128.load(TABLE + (constant << 4));
}

// @ts-ignore: decorator
@inline
function splat(x: f64): v128 {
  return f64x2.splat(x);
}

/** a + t · b, a one of the constants. */
// @ts-ignore: decorator
@inline
function plus(a: usize, t: v128, b: v128): v128 {
  return f64x2.add(the(a), f64x2.mul(t, b));
}

/**
 * How many times ln 2 the arguments hold: rounded, but 0 where they are left as they are.
 * @param size |x|
 * @param half ½ with the sign of x
 */
// @ts-ignore: decorator
@inline
function multiples(x: v128, size: v128, half: v128): v128 {
  const k = f64x2.trunc(f64x2.add(f64x2.mul(the(INVERSE_LN2), x), half));
  return v128.and(k, f64x2.ge(size, the(UNREDUCED)));
}

/** The exponents of 2^k, in place: what is added to the bits of 1. */
// @ts-ignore: decorator
@inline
function exponents(k: v128): v128 {
  return i64x2.shl(f64x2.add(k, the(WHOLE)), 52);
}

/** The factor 2^k, for k from −1022 to 1023. */
// @ts-ignore: decorator
@inline
function power(k: v128): v128 {
  return i64x2.add(exponents(k), the(ONE));
}

/**
 * e^x / 2^k for k multiples of ln 2: from ½ √2 to √2, or 1 + x where x is tiny.
 * @param size |x|
 */
// @ts-ignore: decorator
@inline
function reduced(x: v128, size: v128, k: v128): v128 {
  const high = f64x2.sub(x, f64x2.mul(k, the(LN2_HIGH)));
  const low = f64x2.mul(k, the(LN2_LOW));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let p = plus(P1 + 3, t, the(P1 + 4));
  p = plus(P1 + 2, t, p);
  p = plus(P1 + 1, t, p);
  p = plus(P1, t, p);
  const c = f64x2.sub(r, f64x2.mul(t, p));
  const q = f64x2.div(f64x2.mul(r, c), f64x2.sub(the(TWO), c));
  const y = f64x2.sub(the(ONE), f64x2.sub(f64x2.sub(low, q), high));
  return v128.bitselect(f64x2.add(the(ONE), x), y, f64x2.lt(size, the(TINY)));
}

/** e^x. */
// @ts-ignore: decorator
@inline
export function exponential(given: v128): v128 {
  // beyond these it is ∞ or 0; a NaN passes
  const x = f64x2.pmin(f64x2.pmax(given, splat(-746)), splat(710));
  const size = f64x2.abs(x);
  const k = multiples(x, size, v128.bitselect(x, the(HALF), the(SIGN)));
  const small = f64x2.lt(k, splat(-1021));
  const large = f64x2.gt(k, splat(1023));
  // two factors where the result is subnormal, or where 2^k is beyond the finite numbers
  const shifted = f64x2.sub(
    f64x2.add(k, v128.and(small, splat(1000))),
    v128.and(large, splat(1023)),
  );
  let y = f64x2.mul(reduced(x, size, k), power(shifted));
  y = v128.bitselect(f64x2.mul(y, splat(9.332636185032189e-302)), y, small);
  y = v128.bitselect(f64x2.mul(y, splat(8.98846567431158e+307)), y, large);
  // fdlibm's last bit of e is wrong, and V8 mends it
  y = v128.bitselect(splat(2.718281828459045), y, f64x2.eq(x, the(ONE)));
  y = v128.bitselect(splat(Infinity), y, f64x2.gt(x, splat(709.782712893384)));
  return v128.andnot(y, f64x2.lt(x, splat(-745.1332191019411)));
}

/** 1 / (1 + e^(−x)), as `logistic` of src/ops/sigmoid.ts. */
// @ts-ignore: decorator
@inline
export function logistic(x: v128): v128 {
  // e^−708 is as good as 0 beside the 1
  const size = f64x2.pmin(f64x2.abs(x), the(MOST));
  const down = f64x2.neg(size);
  const k = multiples(down, size, splat(-0.5));
  const e = f64x2.mul(reduced(down, size, k), power(k));
  const y = f64x2.div(the(ONE), f64x2.add(the(ONE), e));
  return v128.bitselect(y, f64x2.sub(the(ONE), y), f64x2.ge(x, splat(0)));
}

/** tanh x: 1 − 2 / (t + 2) with t = e^2|x| − 1 from 1 on, and −t / (t + 2) with t = e^−2|x| − 1 below. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const given = f64x2.abs(x);
  // tanh 22 is 1
  const size = f64x2.pmin(given, the(FAR));
  const big = f64x2.ge(size, the(ONE));
  // signs: e^2|x|, or e^−2|x|
  const sign = v128.andnot(the(SIGN), big);
  const t = lessOne(f64x2.add(size, size), sign);
  const q = f64x2.div(v128.bitselect(the(TWO), f64x2.neg(t), big), f64x2.add(t, the(TWO)));
  let y = v128.bitselect(f64x2.sub(the(ONE), q), q, big);
  y = v128.or(y, v128.and(x, the(SIGN)));
  return v128.bitselect(x, y, f64x2.lt(given, the(TINY)));
}

/**
 * e^x − 1 for x = ±`size` as `tanh` needs it: from −2 to 0, and from 2 to 44. Of more than 2⁵⁶ only that it is.
 * @param sign that of x, the others of the bits 0
 */
// @ts-ignore: decorator
@inline
function lessOne(size: v128, sign: v128): v128 {
  const x = v128.or(size, sign);
  const one = the(ONE);
  const k = multiples(x, size, v128.or(the(HALF), sign));
  const high = f64x2.sub(x, f64x2.mul(k, the(LN2_HIGH)));
  const low = f64x2.mul(k, the(LN2_LOW));
  const r = f64x2.sub(high, low);
  const c = f64x2.sub(f64x2.sub(high, r), low);
  const half = f64x2.mul(the(HALF), r);
  const square = f64x2.mul(r, half);
  let p = plus(Q1 + 3, square, the(Q1 + 4));
  p = plus(Q1 + 2, square, p);
  p = plus(Q1 + 1, square, p);
  p = plus(Q1, square, p);
  p = plus(ONE, square, p);
  const t = f64x2.sub(the(THREE), f64x2.mul(p, half));
  const quotient = f64x2.div(f64x2.sub(p, t), f64x2.sub(the(SIX), f64x2.mul(r, t)));
  let e = f64x2.mul(square, quotient);
  e = f64x2.sub(f64x2.sub(f64x2.mul(r, f64x2.sub(e, c)), c), square);
  const d = f64x2.sub(e, r);
  const exponent = exponents(k);
  const factor = i64x2.add(the(ONE), exponent);
  const inverse = i64x2.sub(the(ONE), exponent);
  // (e^r − 2^−k) 2^k, or for small results e^r 2^k − 1
  const apart = f64x2.lt(k, splat(-1));
  const start = f64x2.sub(one, v128.andnot(inverse, apart));
  let y = f64x2.mul(f64x2.sub(start, d), factor);
  y = f64x2.sub(y, v128.and(apart, one));
  const far = f64x2.ge(k, the(TWENTY));
  if (v128.any_true(far)) {
    const z = f64x2.mul(f64x2.add(f64x2.sub(r, f64x2.add(e, inverse)), one), factor);
    y = v128.bitselect(z, y, far);
  }
  return y;
}
