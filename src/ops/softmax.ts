import { OP_SOFTMAX } from '../../assembly/layout.ts';
import { A, N, type Op, OUT, transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';

export const softmaxOp: Op = {
  name: 'softmax',
  opcode: OP_SOFTMAX,
  shape: ([x]) => x.shape,
  forward(v, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    let top = -Infinity;
    for (let j = 0; j < n; j++) top = Math.max(top, v[a + j]);
    let sum = 0;
    for (let j = 0; j < n; j++) sum += v[o + j] = Math.exp(v[a + j] - top);
    for (let j = 0; j < n; j++) v[o + j] /= sum;
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const n = t[i + N];
    let dot = 0;
    for (let j = 0; j < n; j++) dot += g[o + j] * v[o + j];
    for (let j = 0; j < n; j++) g[a + j] += v[o + j] * (g[o + j] - dot);
  },
  cost: transcendental(),
  range: () => [0, 1],
};

/** e^x_j / Σ e^x: the probabilities of the classes whose logits are x. */
export const softmax = (x: Value): Value => x.graph.apply(softmaxOp, [x]);
