import { A, B, C, K, LANES, mismatch, N, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import type { Interval } from '../intervals/interval.ts';

export const weightedRowsOp: Op = {
  name: 'weighted-rows',
  instruction: null,
  sharedOperands: 1,
  shape(inputs) {
    const [w, x, b] = inputs;
    if (w.shape.length !== 2 || x.shape.length !== 2 || w.shape.some((size, i) => x.shape[i] !== size))
      mismatch('weighted-rows', [w, x], 'both must be matrices of one shape');
    if (b.shape.length !== 1 || b.shape[0] !== w.shape[0])
      mismatch('weighted-rows', [w, b], 'the matrix needs one row for each element of the bias');
    return [w.shape[0]];
  },
  k: ([w]) => w.shape[1] as number,
  /** y_j = b_j + Σ_k W_jk X_jk, each row one chain: bias first, then k = 0 … K−1. */
  forward(v, t, i) {
    const lanes = t[i + LANES];
    const columns = t[i + K] / lanes;
    const rows = t[i + N] / lanes;
    for (let l = 0; l < lanes; l++)
      for (let r = 0, w = t[i + A], x = t[i + B] + l; r < rows; r++) {
        let sum = v[t[i + C] + r * lanes + l];
        for (let k = 0; k < columns; k++, w++, x += lanes) sum += v[w] * v[x];
        v[t[i + OUT] + r * lanes + l] = sum;
      }
  },
  backward(v, g, t, i) {
    const lanes = t[i + LANES];
    const columns = t[i + K] / lanes;
    const rows = t[i + N] / lanes;
    for (let l = 0; l < lanes; l++)
      for (let r = 0, w = t[i + A], x = t[i + B] + l; r < rows; r++) {
        const d = g[t[i + OUT] + r * lanes + l];
        g[t[i + C] + r * lanes + l] += d;
        for (let k = 0; k < columns; k++, w++, x += lanes) {
          g[w] += d * v[x];
          g[x] += d * v[w];
        }
      }
  },
  work: (n, k) => ({ multiplyAdds: 4 * Math.ceil(n / 4) * k, transcendentals: 0 }),
  range: ([w, x, b]) => {
    const products = w.flatMap((p) => x.map((q) => p * q));
    const sign: Interval = [Math.min(...products), Math.max(...products)];
    return [sign[0] >= 0 ? b[0] : -Infinity, sign[1] <= 0 ? b[1] : Infinity];
  },
};

/**
 * bias_j + Σ_k W_jk X_jk + …: the rows of each X weighted with those of its W and summed, in the order written.
 * @param bias vector [n]
 * @param terms pairs of matrices [n, k]: weights, of parameters only, and what they weigh
 */
export function weightedRows(
  bias: Value,
  ...terms: readonly (readonly [weights: Value, matrix: Value])[]
): Value {
  return terms.reduce((sum, [w, x]) => x.graph.apply(weightedRowsOp, [w, x, sum]), bias);
}
