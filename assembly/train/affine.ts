/*
 * `affine` of src/ops/affine.ts in f64x2: the same sums in the same order, so the same bits. The memory is the tape's.
 * With four lanes an element of a vector takes 32 bytes; a weight always takes 8.
 */
import { single, singleBackward } from './affine-single';
import { accumulate, read } from './pairs';
import { A, B, C, K, LANES, N, OUT, SPARED, TRANSPOSED } from './record';

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
  spacing: u32,
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
function product(
  length: u32,
  out: usize,
  start: usize,
  weights: usize,
  spacing: u32,
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

/** out = b + W x, of as many lanes as the record says. */
export function affineForward(r: usize): void {
  const out = load<u32>(r, OUT);
  const w = load<u32>(r, A);
  const x = load<u32>(r, B);
  const b = load<u32>(r, C);
  const rows = load<u32>(r, N);
  const columns = load<u32>(r, K);
  if (load<u32>(r, LANES) == 1) single(out, rows, columns, w, x, b);
  else product(rows >> 2, out, b, w, columns << 1, 8, x, x + (columns << 3));
}

/**
 * Adds to the gradients of vector and bias those that follow from the result's gradient, for one lane to that of the matrix
 * as well. For four, `matrixGradient` does that.
 * @param g distance of the gradients from the values
 */
export function affineBackward(r: usize, g: u32): void {
  const d = load<u32>(r, OUT) + g;
  const x = load<u32>(r, B) + g;
  const rows = load<u32>(r, N);
  const columns = load<u32>(r, K);
  const end = d + (rows << 3);
  let gb = load<u32>(r, C) + g;
  let p = d;
  for (; p + 32 <= end; p += 32) {
    v128.store(gb, f64x2.add(v128.load(gb), v128.load(p)));
    v128.store(gb, f64x2.add(v128.load(gb, 16), v128.load(p, 16)), 16);
    gb += 32;
  }
  for (; p < end; p += 8) {
    accumulate(gb, read(p, false), false);
    gb += 8;
  }
  if (load<u32>(r, LANES) == 1) {
    singleBackward(d, rows, columns, load<u32>(r, A), x, g);
    return;
  }
  const first = load<u32>(r, SPARED);
  const from = x + (first << 5);
  const transposed = load<u32>(r, TRANSPOSED) + first * (rows << 1);
  product((columns >> 2) - first, from, from, transposed, rows << 1, 8, d, end);
}

/** The transposed of a matrix, to be read along its columns. */
export function transpose(from: usize, rows: u32, columns: u32, to: usize): void {
  for (let k: u32 = 0; k < columns; k++) {
    let p = from + (k << 3);
    for (let r: u32 = 0; r < rows; r++) {
      store<f64>(to, load<f64>(p));
      p += columns << 3;
      to += 8;
    }
  }
}
