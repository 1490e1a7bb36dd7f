/*
 * The gradient of a matrix from several products with it, of four lanes: for each weight one chain over the products, from
 * the last to the first, each of them the sum of its lanes, even and odd ones apart. So `backward` of src/ops/affine.ts
 * adds them up one by one; here they stay in registers.
 */

import { read, write } from './pairs';
/** Bytes of an entry of `uses`: where the gradient of a product's result and its vector lie, u32 each. */
const USE: u32 = 8;

/**
 * @param gradient of the matrix, added to
 * @param uses the products, in the order of the records
 */
export function matrixGradient(gradient: usize, rows: u32, columns: u32, uses: usize, count: u32): void {
  const last = uses + (count - 1) * USE;
  const row = columns << 3;
  let r: u32 = 0;
  for (; r + 2 <= rows; r += 2) {
    strip(2, gradient, columns, last, uses, r << 5);
    gradient += row << 1;
  }
  if (r < rows) strip(1, gradient, columns, last, uses, r << 5);
}

/** One or two rows. */
// @ts-ignore: decorator
@inline
function strip(count: u32, gradient: usize, columns: u32, last: usize, first: usize, offset: usize): void {
  const row = columns << 3;
  const pairs = (columns & ~1) << 5;
  let x: usize = 0;
  for (; x < pairs; x += 64) {
    tile(count, 2, gradient, row, last, first, offset, x);
    gradient += 16;
  }
  if (columns & 1) tile(count, 1, gradient, row, last, first, offset, x);
}

/**
 * One or two rows of one or two columns: no more, or engines run out of registers.
 * @param d where the rows lie in a result
 * @param x where the columns lie in a vector
 */
// @ts-ignore: decorator
@inline
function tile(
  count: u32,
  width: u32,
  gradient: usize,
  row: usize,
  last: usize,
  first: usize,
  d: usize,
  x: usize,
): void {
  const below = gradient + row;
  let a = read(gradient, width > 1);
  let b = count > 1 ? read(below, width > 1) : a;
  for (let use = last; use >= first; use -= USE) {
    const result = <usize>load<u32>(use) + d;
    const vector = <usize>load<u32>(use, 4) + x;
    const x0 = v128.load(vector);
    const x1 = v128.load(vector, 16);
    // what lies behind an odd last column is not written
    const y0 = v128.load(vector, 32);
    const y1 = v128.load(vector, 48);
    a = f64x2.add(a, lanes(v128.load(result), v128.load(result, 16), x0, x1, y0, y1));
    if (count > 1) b = f64x2.add(b, lanes(v128.load(result, 32), v128.load(result, 48), x0, x1, y0, y1));
  }
  write(gradient, a, width > 1);
  if (count > 1) write(below, b, width > 1);
}

/** The sums of four lanes' products with the elements of two columns, even and odd lanes apart. */
// @ts-ignore: decorator
@inline
function lanes(d0: v128, d1: v128, x0: v128, x1: v128, y0: v128, y1: v128): v128 {
  const x = f64x2.add(f64x2.mul(d0, x0), f64x2.mul(d1, x1));
  const y = f64x2.add(f64x2.mul(d0, y0), f64x2.mul(d1, y1));
  return f64x2.add(v128.shuffle<f64>(x, y, 0, 2), v128.shuffle<f64>(x, y, 1, 3));
}
