/* Vectors go in pairs of numbers. An odd last one is a pair whose second is 0 and is not written. */

// @ts-ignore: decorator
@inline
export function read(from: usize, both: bool): v128 {
  return both ? v128.load(from) : v128.load64_zero(from);
}

// @ts-ignore: decorator
@inline
export function write(to: usize, x: v128, both: bool): void {
  if (both) v128.store(to, x);
  else v128.store64_lane(to, x, 0);
}

/** Adds to a gradient. */
// @ts-ignore: decorator
@inline
export function accumulate(to: usize, d: v128, both: bool): void {
  write(to, f64x2.add(read(to, both), d), both);
}

/** Takes from a gradient. */
// @ts-ignore: decorator
@inline
export function deduct(to: usize, d: v128, both: bool): void {
  write(to, f64x2.sub(read(to, both), d), both);
}

/** 1 − x. */
// @ts-ignore: decorator
@inline
export function rest(x: v128): v128 {
  return f64x2.sub(f64x2.splat(1), x);
}
