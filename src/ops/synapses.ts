import { A, B, C, K, LANES, mismatch, N, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import type { Interval } from '../intervals/interval.ts';
import { logistic } from './sigmoid.ts';

export const synapsesOp: Op = {
  name: 'synapses',
  instruction: null,
  sharedOperands: 2,
  shape(inputs) {
    const [slope, offset, x] = inputs;
    const [rows, columns] = slope.shape;
    if (columns === undefined || offset.shape[0] !== rows || offset.shape[1] !== columns)
      mismatch('synapses', [slope, offset], 'slope and offset must be matrices of one shape');
    if (x.shape.length !== 1 || x.shape[0] !== columns)
      mismatch('synapses', [slope, x], 'the matrix needs one column for each element of the vector');
    return [rows, columns];
  },
  k: ([slope]) => slope.shape[1] as number,
  forward(v, t, i) {
    const lanes = t[i + LANES];
    const o = t[i + OUT];
    const slope = t[i + A];
    const offset = t[i + B];
    const x = t[i + C];
    const columns = t[i + K] / lanes;
    for (let j = 0, end = t[i + N] / lanes; j < end; j++) {
      const xk = x + (j % columns) * lanes;
      for (let l = 0; l < lanes; l++)
        v[o + j * lanes + l] = logistic(v[slope + j] * v[xk + l] + v[offset + j]);
    }
  },
  backward(v, g, t, i) {
    const lanes = t[i + LANES];
    const o = t[i + OUT];
    const slope = t[i + A];
    const offset = t[i + B];
    const x = t[i + C];
    const columns = t[i + K] / lanes;
    for (let j = 0, end = t[i + N] / lanes; j < end; j++) {
      const xk = x + (j % columns) * lanes;
      let slopes = 0;
      let offsets = 0;
      for (let l = 0; l < lanes; l++) {
        const y = v[o + j * lanes + l];
        const d = g[o + j * lanes + l] * y * (1 - y);
        slopes += d * v[xk + l];
        offsets += d;
        g[xk + l] += d * v[slope + j];
      }
      g[slope + j] += slopes;
      g[offset + j] += offsets;
    }
  },
  // in blocks of four rows, as the interpreter computes them
  work(n, k) {
    const products = 4 * Math.ceil(n / k / 4) * k;
    return { multiplyAdds: products, transcendentals: products };
  },
  range: (): Interval => [0, 1],
};

/**
 * How far each synapse is open: σ(slope_ji · x_i + offset_ji) for the synapse from source i to target j, a matrix that
 * changes in every step. Only `weightedRows` can read it.
 * @param slope [targets, sources], of parameters only
 * @param x the potentials of the sources [sources]
 * @param offset as `slope`
 */
export const synapses = (slope: Value, x: Value, offset: Value): Value =>
  x.graph.apply(synapsesOp, [slope, offset, x]);
