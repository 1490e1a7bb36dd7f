/** Computes the approximated functions in float64: the reference of all tests, accurate to 1e-14 in each error's measure. */

export const EXP: i32 = 0;
export const GATE: i32 = 1;
export const GELU: i32 = 2;
export const PHI1: i32 = 3;
export const SIGMOID: i32 = 4;
export const SILU: i32 = 5;
export const SOFTPLUS: i32 = 6;
export const TANH: i32 = 7;

/** The divisor of an error: nothing, the exact value, or the argument. */
export const ABSOLUTE: i32 = 0;
export const RELATIVE: i32 = 1;
export const ARGUMENT: i32 = 2;

/** Two terms of a series are exact for arguments smaller in size. Above 64, a function is within 1e-27 of its limit. */
const SMALL: f64 = 9.5367431640625e-7; // 2⁻²⁰

// @ts-ignore: decorator
@inline
export function exact(f: i32, x: f64): f64 {
  if (f == TANH) return tanh(x);
  if (f == GATE) return sigmoid(2 * x);
  if (f == SIGMOID) return sigmoid(x);
  if (f == SILU) return x * sigmoid(x);
  if (f == GELU) return x * normal(x);
  if (f == SOFTPLUS) return softplus(x);
  if (f == EXP) return Math.abs(x) < SMALL ? 1 + x + (x * x) / 2 : Math.exp(x);
  return phi1(x);
}

function tanh(x: f64): f64 {
  if (Math.abs(x) < SMALL) return x - (x * x * x) / 3;
  return Math.abs(x) > 64 ? Math.sign(x) : Math.tanh(x);
}

function sigmoid(x: f64): f64 {
  if (Math.abs(x) < SMALL) return 0.5 + x / 4;
  if (x > 64) return 1;
  return x < -745 ? 0 : 1 / (1 + Math.exp(-x));
}

function softplus(x: f64): f64 {
  if (Math.abs(x) < SMALL) return Math.LN2 + x / 2 + (x * x) / 8;
  return x > 64 ? x : Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** (1 − e^−z)/z */
function phi1(z: f64): f64 {
  if (Math.abs(z) < SMALL) return 1 - z / 2 + (z * z) / 6;
  return z > 64 ? 1 / z : -Math.expm1(-z) / z;
}

/** Φ, by the series of Marsaglia, Evaluating the normal distribution, 2004; to 1e-15. */
function normal(x: f64): f64 {
  if (!(Math.abs(x) < 8.3)) return x > 0 ? 1 : x < 0 ? 0 : NaN;
  let term = x;
  let sum: f64 = 0;
  for (let odd: f64 = 3; sum + term != sum; odd += 2) {
    sum += term;
    term *= (x * x) / odd;
  }
  return Math.min(Math.max(0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI), 0), 1);
}
