/* `affine` of one lane: a SIMD vector holds two rows of the result, or two columns of a gradient. */
import { accumulate, read } from './pairs';

/** out = b + W x. A SIMD vector holds the chains of two rows. */
export function single(out: usize, rows: u32, columns: u32, w: usize, x: usize, b: usize): void {
  const row = columns << 3;
  const end = x + row;
  const pairs = x + ((columns & ~1) << 3);
  let r: u32 = 0;
  for (; r + 4 <= rows; r += 4) {
    let upper = v128.load(b);
    let lower = v128.load(b, 16);
    let w0 = w;
    let w1 = w0 + row;
    let w2 = w1 + row;
    let w3 = w2 + row;
    let p = x;
    for (; p < pairs; p += 16) {
      const a = v128.load(w0);
      const b = v128.load(w1);
      const c = v128.load(w2);
      const d = v128.load(w3);
      let xk = v128.load64_splat(p);
      upper = f64x2.add(upper, f64x2.mul(v128.shuffle<f64>(a, b, 0, 2), xk));
      lower = f64x2.add(lower, f64x2.mul(v128.shuffle<f64>(c, d, 0, 2), xk));
      xk = v128.load64_splat(p, 8);
      upper = f64x2.add(upper, f64x2.mul(v128.shuffle<f64>(a, b, 1, 3), xk));
      lower = f64x2.add(lower, f64x2.mul(v128.shuffle<f64>(c, d, 1, 3), xk));
      w0 += 16;
      w1 += 16;
      w2 += 16;
      w3 += 16;
    }
    if (p < end) {
      const xk = v128.load64_splat(p);
      const above = f64x2.replace_lane(v128.load64_splat(w0), 1, load<f64>(w1));
      const below = f64x2.replace_lane(v128.load64_splat(w2), 1, load<f64>(w3));
      upper = f64x2.add(upper, f64x2.mul(above, xk));
      lower = f64x2.add(lower, f64x2.mul(below, xk));
    }
    v128.store(out, upper);
    v128.store(out, lower, 16);
    out += 32;
    b += 32;
    w += row << 2;
  }
  for (; r < rows; r++) {
    let sum = load<f64>(b);
    for (let p = x; p < end; p += 8) {
      sum += load<f64>(w) * load<f64>(p);
      w += 8;
    }
    store<f64>(out, sum);
    out += 8;
    b += 8;
  }
}

/**
 * Adds the gradients of matrix and vector.
 * @param d the result's gradient
 * @param gx the vector's
 */
export function singleBackward(d: usize, rows: u32, columns: u32, w: usize, gx: usize, g: u32): void {
  const row = columns << 3;
  let r: u32 = 0;
  for (; r + 4 <= rows; r += 4) {
    const d0 = v128.load64_splat(d);
    const d1 = v128.load64_splat(d, 8);
    const d2 = v128.load64_splat(d, 16);
    const d3 = v128.load64_splat(d, 24);
    for (let k: u32 = 0; k < row; k += 16) {
      const both = k + 8 < row;
      const x = read(gx - g + k, both);
      let p = w + k;
      const upper = f64x2.add(term(p, d0, x, g, both), term(p + row, d1, x, g, both));
      p += row << 1;
      const lower = f64x2.add(term(p, d2, x, g, both), term(p + row, d3, x, g, both));
      accumulate(gx + k, f64x2.add(upper, lower), both);
    }
    w += row << 2;
    d += 32;
  }
  for (; r < rows; r++) {
    const d0 = v128.load64_splat(d);
    for (let k: u32 = 0; k < row; k += 16) {
      const both = k + 8 < row;
      accumulate(gx + k, term(w + k, d0, read(gx - g + k, both), g, both), both);
    }
    w += row;
    d += 8;
  }
}

/** Adds the gradient of two weights. What they add to the vector's. */
// @ts-ignore: decorator
@inline
function term(w: usize, d: v128, x: v128, g: u32, both: bool): v128 {
  accumulate(w + g, f64x2.mul(d, x), both);
  return f64x2.mul(d, read(w, both));
}
