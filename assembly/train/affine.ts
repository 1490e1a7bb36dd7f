/*
 * `affine` of src/ops/affine.ts in f64x2: the same sums in the same order, so the same bits. The memory is the tape's.
 * With four lanes an element of a vector takes 32 bytes; a weight always takes 8.
 */

/**
 * Computes `count` (4 or 1) elements of `out`, each a chain over the elements of `vectors`: start + Σ weight · element.
 * @param spacing distance of the chains' weights in bytes
 * @param stride distance of the weights within a chain
 */
// @ts-ignore: decorator
@inline
function chains(
  count: u32,
  out: usize,
  start: usize,
  weights: usize,
  spacing: usize,
  stride: usize,
  vectors: usize,
  end: usize,
): void {
  let a0 = v128.load(start);
  let a1 = v128.load(start, 16);
  let b0 = v128.splat<f64>(0);
  let b1 = v128.splat<f64>(0);
  let c0 = v128.splat<f64>(0);
  let c1 = v128.splat<f64>(0);
  let d0 = v128.splat<f64>(0);
  let d1 = v128.splat<f64>(0);
  let w1 = weights + spacing;
  let w2 = w1 + spacing;
  let w3 = w2 + spacing;
  if (count > 1) {
    b0 = v128.load(start, 32);
    b1 = v128.load(start, 48);
    c0 = v128.load(start, 64);
    c1 = v128.load(start, 80);
    d0 = v128.load(start, 96);
    d1 = v128.load(start, 112);
  }
  for (; vectors < end; vectors += 32) {
    const x0 = v128.load(vectors);
    const x1 = v128.load(vectors, 16);
    let w = v128.load64_splat(weights);
    a0 = f64x2.add(a0, f64x2.mul(w, x0));
    a1 = f64x2.add(a1, f64x2.mul(w, x1));
    weights += stride;
    if (count > 1) {
      w = v128.load64_splat(w1);
      b0 = f64x2.add(b0, f64x2.mul(w, x0));
      b1 = f64x2.add(b1, f64x2.mul(w, x1));
      w = v128.load64_splat(w2);
      c0 = f64x2.add(c0, f64x2.mul(w, x0));
      c1 = f64x2.add(c1, f64x2.mul(w, x1));
      w = v128.load64_splat(w3);
      d0 = f64x2.add(d0, f64x2.mul(w, x0));
      d1 = f64x2.add(d1, f64x2.mul(w, x1));
      w1 += stride;
      w2 += stride;
      w3 += stride;
    }
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  if (count > 1) {
    v128.store(out, b0, 32);
    v128.store(out, b1, 48);
    v128.store(out, c0, 64);
    v128.store(out, c1, 80);
    v128.store(out, d0, 96);
    v128.store(out, d1, 112);
  }
}

/** Computes all elements of `out`, four at a time. */
// @ts-ignore: decorator
@inline
function product(
  length: u32,
  out: usize,
  start: usize,
  weights: usize,
  spacing: usize,
  stride: usize,
  vectors: usize,
  end: usize,
): void {
  let i: u32 = 0;
  for (; i + 4 <= length; i += 4) {
    chains(4, out, start, weights, spacing, stride, vectors, end);
    out += 128;
    start += 128;
    weights += spacing << 2;
  }
  for (; i < length; i++) {
    chains(1, out, start, weights, spacing, stride, vectors, end);
    out += 32;
    start += 32;
    weights += spacing;
  }
}

/** Adds the products of one element's four lanes with d, even and odd lanes apart. */
// @ts-ignore: decorator
@inline
function lanes(d0: v128, d1: v128, x: usize): v128 {
  return f64x2.add(f64x2.mul(d0, v128.load(x)), f64x2.mul(d1, v128.load(x, 16)));
}

/** out = b + W x. All arguments but the sizes are addresses. */
export function forward(out: usize, rows: u32, columns: u32, w: usize, x: usize, b: usize): void {
  product(rows, out, b, w, columns << 3, 8, x, x + (columns << 5));
}

/**
 * Adds to the gradients of matrix, vector and bias those that follow from the result's gradient `d`.
 * @param first number of elements at the head of the vector that get no gradient
 */
export function backward(
  d: usize,
  rows: u32,
  columns: u32,
  w: usize,
  x: usize,
  gw: usize,
  gx: usize,
  gb: usize,
  first: u32,
): void {
  const end = d + (rows << 5);
  for (let p = d; p < end; p += 16) {
    v128.store(gb, f64x2.add(v128.load(gb), v128.load(p)));
    gb += 16;
  }
  const from = gx + (first << 5);
  product(columns - first, from, from, w + (first << 3), 8, columns << 3, d, end);
  const pairs = x + ((columns & ~1) << 5);
  for (; d < end; d += 32) {
    const d0 = v128.load(d);
    const d1 = v128.load(d, 16);
    let p = x;
    for (; p < pairs; p += 64) {
      const first = lanes(d0, d1, p);
      const second = lanes(d0, d1, p + 32);
      const sums = f64x2.add(v128.shuffle<f64>(first, second, 0, 2), v128.shuffle<f64>(first, second, 1, 3));
      v128.store(gw, f64x2.add(v128.load(gw), sums));
      gw += 16;
    }
    if (columns & 1) {
      const last = lanes(d0, d1, p);
      const sum = f64x2.extract_lane(last, 0) + f64x2.extract_lane(last, 1);
      store<f64>(gw, load<f64>(gw) + sum);
      gw += 8;
    }
  }
}

/** out = b + W x for one lane. A SIMD vector holds the chains of two rows. */
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
