import { A, B, C, K, LANES, mismatch, N, type Op, OUT, SPARED } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { compiled } from './compiled.ts';
import { productInterval, productWork } from './product.ts';

export const affineOp: Op = {
  name: 'affine',
  instruction: {
    opcode: 9,
    operands: ['matrix', 'k', 'n', 'columns - k'],
    k: 'positive',
    matrix: { kind: 'matrix', vectors: [1, 3] },
    work: productWork,
    kernel: 'affine',
    interval(c) {
      const { k } = c.instruction;
      const { columns } = c.tensor(0);
      productInterval(c, [...c.read(1, k), ...(k < columns ? c.read(3, columns - k) : [])]);
    },
    formula: 'act(c + T [b; d]), see below',
  },
  shape(inputs) {
    const [w, x, b] = inputs;
    if (w.shape.length !== 2 || x.shape.length !== 1 || w.shape[1] !== x.shape[0])
      mismatch('affine', [w, x], 'the matrix needs one column for each element of the vector');
    if (b.shape.length !== 1 || b.shape[0] !== w.shape[0])
      mismatch('affine', [w, b], 'the matrix needs one row for each element of the bias');
    return [w.shape[0]];
  },
  k: ([w]) => w.shape[1] as number,
  sharedOperands: 1,
  readsStates: true,
  /** y = b + W x, each row one chain: bias first, then k = 0 … K−1. */
  forward(v, t, i) {
    const lanes = t[i + LANES];
    const sum = lanes === 1 ? product : products;
    sum(v, t[i + OUT], t[i + N] / lanes, t[i + K] / lanes, t[i + A], t[i + B], t[i + C]);
  },
  backward(v, g, t, i) {
    const lanes = t[i + LANES];
    const o = t[i + OUT];
    const rows = t[i + N] / lanes;
    const columns = t[i + K] / lanes;
    const w = t[i + A];
    const x = t[i + B];
    for (let j = t[i + N] - 1, b = t[i + C]; j >= 0; j--) g[b + j] += g[o + j];
    if (lanes === 1) {
      back(v, g, o, rows, columns, w, x);
    } else {
      backToVectors(v, g, o, rows, columns, w, x, t[i + SPARED]);
      backToMatrix(v, g, o, rows, columns, w, x);
    }
  },
};

/**
 * b + W₁ x₁ + W₂ x₂ + …, summed in the order written. A term that does not depend on a loop's state leaves the loop if
 * it comes before those that do: write the input's term first.
 * @param bias vector [n]
 * @param terms pairs of a matrix [n, k] and a vector [k]
 */
export function affine(bias: Value, ...terms: readonly (readonly [matrix: Value, vector: Value])[]): Value {
  return terms.reduce((sum, [w, x]) => w.graph.apply(affineOp, [w, x, sum]), bias);
}

/**
 * activation(c + T [b; d]): operands T, b, c and, for the columns that b leaves, d. The rows come in as many segments as
 * there are activations.
 */
export const productOp = compiled({
  name: 'affine',
  instruction: affineOp.instruction,
  shape: ([matrix]) => [matrix.shape[0]],
  k: ([, b]) => lengthOf(b),
});

/** y = b + W x for one lane. Four rows at a time hide the latency of the sum. */
function product(
  v: Float64Array,
  o: number,
  rows: number,
  columns: number,
  w: number,
  x: number,
  b: number,
): void {
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    let s0 = v[b + r];
    let s1 = v[b + r + 1];
    let s2 = v[b + r + 2];
    let s3 = v[b + r + 3];
    let w0 = w + r * columns;
    for (let k = 0; k < columns; k++, w0++) {
      const xk = v[x + k];
      s0 += v[w0] * xk;
      s1 += v[w0 + columns] * xk;
      s2 += v[w0 + 2 * columns] * xk;
      s3 += v[w0 + 3 * columns] * xk;
    }
    v[o + r] = s0;
    v[o + r + 1] = s1;
    v[o + r + 2] = s2;
    v[o + r + 3] = s3;
  }
  for (; r < rows; r++) {
    let s = v[b + r];
    const w0 = w + r * columns;
    for (let k = 0; k < columns; k++) s += v[w0 + k] * v[x + k];
    v[o + r] = s;
  }
}

/** The gradients of matrix and vector of one lane. */
function back(
  v: Float64Array,
  g: Float64Array,
  o: number,
  rows: number,
  columns: number,
  w: number,
  x: number,
): void {
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    const d0 = g[o + r];
    const d1 = g[o + r + 1];
    const d2 = g[o + r + 2];
    const d3 = g[o + r + 3];
    let w0 = w + r * columns;
    for (let k = 0; k < columns; k++, w0++) {
      const xk = v[x + k];
      g[w0] += d0 * xk;
      g[w0 + columns] += d1 * xk;
      g[w0 + 2 * columns] += d2 * xk;
      g[w0 + 3 * columns] += d3 * xk;
      g[x + k] += d0 * v[w0] + d1 * v[w0 + columns] + (d2 * v[w0 + 2 * columns] + d3 * v[w0 + 3 * columns]);
    }
  }
  for (; r < rows; r++) {
    const d = g[o + r];
    const w0 = w + r * columns;
    for (let k = 0; k < columns; k++) {
      g[w0 + k] += d * v[x + k];
      g[x + k] += d * v[w0 + k];
    }
  }
}

/** y = b + W x for four lanes. Reads each weight once for all of them. */
function products(
  v: Float64Array,
  o: number,
  rows: number,
  columns: number,
  w: number,
  x: number,
  b: number,
): void {
  for (let r = 0; r < rows; r++, w += columns, b += 4, o += 4) {
    let s0 = v[b];
    let s1 = v[b + 1];
    let s2 = v[b + 2];
    let s3 = v[b + 3];
    for (let k = 0, xk = x; k < columns; k++, xk += 4) {
      const weight = v[w + k];
      s0 += weight * v[xk];
      s1 += weight * v[xk + 1];
      s2 += weight * v[xk + 2];
      s3 += weight * v[xk + 3];
    }
    v[o] = s0;
    v[o + 1] = s1;
    v[o + 2] = s2;
    v[o + 3] = s3;
  }
}

/** The gradients of four vectors from element `first` on: Wᵀ d, each a chain over the rows. */
function backToVectors(
  v: Float64Array,
  g: Float64Array,
  o: number,
  rows: number,
  columns: number,
  w: number,
  x: number,
  first: number,
): void {
  x += 4 * first;
  for (let k = first; k < columns; k++, x += 4) {
    let s0 = g[x];
    let s1 = g[x + 1];
    let s2 = g[x + 2];
    let s3 = g[x + 3];
    for (let r = 0, wk = w + k, d = o; r < rows; r++, wk += columns, d += 4) {
      const weight = v[wk];
      s0 += weight * g[d];
      s1 += weight * g[d + 1];
      s2 += weight * g[d + 2];
      s3 += weight * g[d + 3];
    }
    g[x] = s0;
    g[x + 1] = s1;
    g[x + 2] = s2;
    g[x + 3] = s3;
  }
}

/** The gradient of the matrix: the four lanes' products are summed first, even and odd ones as two vectors would. */
function backToMatrix(
  v: Float64Array,
  g: Float64Array,
  o: number,
  rows: number,
  columns: number,
  w: number,
  x: number,
): void {
  for (let r = 0; r < rows; r++, w += columns, o += 4) {
    const d0 = g[o];
    const d1 = g[o + 1];
    const d2 = g[o + 2];
    const d3 = g[o + 3];
    for (let k = 0, xk = x; k < columns; k++, xk += 4)
      g[w + k] += d0 * v[xk] + d2 * v[xk + 2] + (d1 * v[xk + 1] + d3 * v[xk + 3]);
  }
}
