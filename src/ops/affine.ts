import { OP_AFFINE } from '../../assembly/layout.ts';
import { A, B, C, K, mismatch, N, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';

export const affineOp: Op = {
  name: 'affine',
  opcode: OP_AFFINE,
  shape(inputs) {
    const [w, x, b] = inputs;
    if (w.shape.length !== 2 || x.shape.length !== 1 || w.shape[1] !== x.shape[0])
      mismatch('affine', [w, x], 'the matrix needs one column for each element of the vector');
    if (b.shape.length !== 1 || b.shape[0] !== w.shape[0])
      mismatch('affine', [w, b], 'the matrix needs one row for each element of the bias');
    return [w.shape[0]];
  },
  k: ([w]) => w.shape[1] as number,
  /** y = b + W x, each row one chain: bias first, then k = 0 … K−1. Four rows at a time hide the latency of the sum. */
  forward(v, t, i) {
    const o = t[i + OUT];
    const rows = t[i + N];
    const columns = t[i + K];
    const w = t[i + A];
    const x = t[i + B];
    const b = t[i + C];
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
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const rows = t[i + N];
    const columns = t[i + K];
    const w = t[i + A];
    const x = t[i + B];
    const b = t[i + C];
    let r = 0;
    for (; r + 4 <= rows; r += 4) {
      const d0 = g[o + r];
      const d1 = g[o + r + 1];
      const d2 = g[o + r + 2];
      const d3 = g[o + r + 3];
      g[b + r] += d0;
      g[b + r + 1] += d1;
      g[b + r + 2] += d2;
      g[b + r + 3] += d3;
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
      g[b + r] += d;
      const w0 = w + r * columns;
      for (let k = 0; k < columns; k++) {
        g[w0 + k] += d * v[x + k];
        g[x + k] += d * v[w0 + k];
      }
    }
  },
  cost: (n, k) => ({ multiplyAdds: n * k, transcendentals: 0 }),
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
