import { OP_SOFTMAX } from '../../assembly/layout.ts';
import { A, LANES, N, type Op, OUT, transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';

export const softmaxOp: Op = {
  name: 'softmax',
  opcode: OP_SOFTMAX,
  shape: ([x]) => x.shape,
  forward(v, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      let top = -Infinity;
      for (let j = l; j < n; j += lanes) top = Math.max(top, v[a + j]);
      let sum = 0;
      for (let j = l; j < n; j += lanes) sum += v[o + j] = Math.exp(v[a + j] - top);
      for (let j = l; j < n; j += lanes) v[o + j] /= sum;
    }
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      let dot = 0;
      for (let j = l; j < n; j += lanes) dot += g[o + j] * v[o + j];
      for (let j = l; j < n; j += lanes) g[a + j] += v[o + j] * (g[o + j] - dot);
    }
  },
  cost: transcendental(),
  range: () => [0, 1],
};

/** e^x_j / Σ e^x: the probabilities of the classes whose logits are x. */
export const softmax = (x: Value): Value => x.graph.apply(softmaxOp, [x]);
