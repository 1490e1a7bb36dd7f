import { OP_LSTM_OUTPUT } from '../../assembly/layout.ts';
import { A, B, N, type Op, OUT, transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { lstmShape } from './lstm-memory.ts';
import { logistic } from './sigmoid.ts';

export const lstmOutputOp: Op = {
  name: 'lstm-output',
  opcode: OP_LSTM_OUTPUT,
  shape: (inputs) => lstmShape('lstm-output', inputs),
  inPlace: true,
  forward(v, t, i) {
    const o = t[i + OUT];
    const n = t[i + N];
    const a = t[i + A] + 3 * n;
    const c = t[i + B];
    for (let j = 0; j < n; j++) v[o + j] = logistic(v[a + j]) * Math.tanh(v[c + j]);
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const n = t[i + N];
    const a = t[i + A] + 3 * n;
    const c = t[i + B];
    for (let j = 0; j < n; j++) {
      const d = g[o + j];
      const gate = logistic(v[a + j]);
      const content = Math.tanh(v[c + j]);
      g[a + j] += d * content * gate * (1 - gate);
      g[c + j] += d * gate * (1 - content * content);
    }
  },
  cost: transcendental(2),
};

/**
 * The LSTM's output σ(o) ⊙ tanh(c).
 * @param gates [4n]: i, f, g, o before their activations
 * @param c the new memory [n]
 */
export const lstmOutput = (gates: Value, c: Value): Value => c.graph.apply(lstmOutputOp, [gates, c]);
