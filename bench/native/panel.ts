/**
 * What the fused kernels share: memory, checks, and activations as quotients that are not divided yet, so that formulas of
 * several of them need one division. Sums run over panels of four rows as in panel.h. Constants lie in memory, each four
 * times, since engines load them faster than they splat them.
 */

/** Clamp, then the coefficients of P and Q in x², highest power last: the rational function of assembly/math/tanh.ts. */
const TANH: usize = memory.data<f32>([
  7.856315, 7.856315, 7.856315, 7.856315,
  -7.856315, -7.856315, -7.856315, -7.856315,
  0.99999946, 0.99999946, 0.99999946, 0.99999946,
  0.12926619, 0.12926619, 0.12926619, 0.12926619,
  0.0029527326, 0.0029527326, 0.0029527326, 0.0029527326,
  1.146048e-5, 1.146048e-5, 1.146048e-5, 1.146048e-5,
  1.0, 1.0, 1.0, 1.0,
  0.46259749, 0.46259749, 0.46259749, 0.46259749,
  0.023820784, 0.023820784, 0.023820784, 0.023820784,
  2.3899271e-4, 2.3899271e-4, 2.3899271e-4, 2.3899271e-4,
  2.471949e-7, 2.471949e-7, 2.471949e-7, 2.471949e-7,
], 16);

export const OK: i32 = 0;
export const ERROR_INPUT: i32 = 1;
export const ERROR_RESULT: i32 = 2;

/**
 * Two sums of each column are stored here, for nothing but their order: V8 (11.3, by its machine code) puts all loads of
 * a loop's body before its arithmetic, but no load before a store. Eight sums, eight weights and x would take 17 of the 15
 * registers, and a sum that lives on the stack waits for itself: without these stores an LTC step of 128 units takes 1.7
 * times as long in Node 20. In Node 24 (V8 13.6) they gain nothing and cost up to 3 %.
 */
export const early: usize = memory.data(32, 16);

let free: usize = (__heap_base + 63) & ~63;

/** Zeroed floats, aligned to a cache line; memory grows for them. */
export function floats(count: usize): usize {
  const start = free;
  free = (start + (count << 2) + 63) & ~63;
  const missing = <i32>((free + 0xffff) >> 16) - memory.size();
  if (missing > 0) memory.grow(missing);
  return start;
}

// @ts-ignore: decorator
@inline
function tanhConstant(index: usize): v128 {
  return v128.load(TANH + (index << 4));
}

/** acc + weights · x. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(acc: v128, weights: v128, x: v128): v128 {
  return f32x4.add(acc, f32x4.mul(weights, x));
}

/** The argument that `numerator` and `denominator` of tanh take. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function clamped(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, tanhConstant(0)), tanhConstant(1));
}

/** tanh x = numerator/denominator of c = clamped(x) and s = c²; max error 4.5e-7. σ(2 x) = (q + n)/(q + q). */
// @ts-ignore: decorator
@inline
export function numerator(c: v128, s: v128): v128 {
  let p = multiplyAdd(tanhConstant(4), tanhConstant(5), s);
  p = multiplyAdd(tanhConstant(3), p, s);
  return f32x4.mul(c, multiplyAdd(tanhConstant(2), p, s));
}

// @ts-ignore: decorator
@inline
export function denominator(s: v128): v128 {
  let q = multiplyAdd(tanhConstant(9), tanhConstant(10), s);
  q = multiplyAdd(tanhConstant(8), q, s);
  q = multiplyAdd(tanhConstant(7), q, s);
  return multiplyAdd(tanhConstant(6), q, s);
}

/**
 * As `numerator` and `denominator`, by pairs of powers: a shorter wait for more registers. Measured 3 to 6 % faster for a
 * step of LTC, and up to 18 % slower for the other cells, which have several activations at once.
 */
// @ts-ignore: decorator
@inline
export function numeratorByPairs(c: v128, s: v128): v128 {
  const high = multiplyAdd(tanhConstant(4), tanhConstant(5), s);
  const low = multiplyAdd(tanhConstant(2), tanhConstant(3), s);
  return f32x4.mul(c, multiplyAdd(low, high, f32x4.mul(s, s)));
}

// @ts-ignore: decorator
@inline
export function denominatorByPairs(s: v128): v128 {
  const square = f32x4.mul(s, s);
  const high = multiplyAdd(multiplyAdd(tanhConstant(8), tanhConstant(9), s), tanhConstant(10), square);
  const low = multiplyAdd(tanhConstant(6), tanhConstant(7), s);
  return multiplyAdd(low, high, square);
}

/** NaN in a lane where x is not finite, else zero: such differences may be summed and looked at once. */
// @ts-ignore: decorator
@inline
export function difference(x: v128): v128 {
  return f32x4.sub(x, x);
}

// @ts-ignore: decorator
@inline
export function anyNaN(x: v128): bool {
  return v128.any_true(f32x4.ne(x, x));
}

// @ts-ignore: decorator
@inline
export function laneSum(x: v128): f32 {
  const half = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  return f32x4.extract_lane(half, 0) + f32x4.extract_lane(half, 1);
}

/** Whether the inputs that end at `end` and dt may be stepped with. What follows the inputs is finite, being a state. */
// @ts-ignore: decorator
@inline
export function valid(x: usize, end: usize, dt: f32): bool {
  let sum = f32x4.splat(0);
  for (; x < end; x += 16) sum = f32x4.add(sum, difference(v128.load(x)));
  return !anyNaN(sum) && dt > 0 && dt < Infinity;
}

/** Copies whole vectors. */
// @ts-ignore: decorator
@inline
export function copy(to: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}
