import { OP_LSTM_MEMORY } from '../../assembly/layout.ts';
import { A, B, mismatch, N, type Op, OUT, transcendental } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { logistic } from './sigmoid.ts';

/** Shape rule of both LSTM updates: four gate segments i, f, g, o, each as long as the memory. */
export function lstmShape(name: string, inputs: readonly Value[]): readonly [number] {
  const [gates, c] = inputs;
  if (lengthOf(gates) !== 4 * lengthOf(c))
    mismatch(name, inputs, 'the gates must be four times as long as the memory');
  return [lengthOf(c)];
}

export const lstmMemoryOp: Op = {
  name: 'lstm-memory',
  opcode: OP_LSTM_MEMORY,
  shape: (inputs) => lstmShape('lstm-memory', inputs),
  inPlace: true,
  forward(v, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const c = t[i + B];
    const n = t[i + N];
    for (let j = 0; j < n; j++)
      v[o + j] = logistic(v[a + n + j]) * v[c + j] + logistic(v[a + j]) * Math.tanh(v[a + 2 * n + j]);
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const a = t[i + A];
    const c = t[i + B];
    const n = t[i + N];
    for (let j = 0; j < n; j++) {
      const d = g[o + j];
      const input = logistic(v[a + j]);
      const forget = logistic(v[a + n + j]);
      const candidate = Math.tanh(v[a + 2 * n + j]);
      g[a + j] += d * candidate * input * (1 - input);
      g[a + n + j] += d * v[c + j] * forget * (1 - forget);
      g[a + 2 * n + j] += d * input * (1 - candidate * candidate);
      g[c + j] += d * forget;
    }
  },
  cost: transcendental(3),
};

/**
 * The LSTM's new memory σ(f) ⊙ c + σ(i) ⊙ tanh(g).
 * @param gates [4n]: i, f, g, o before their activations
 * @param c the memory [n]
 */
export const lstmMemory = (gates: Value, c: Value): Value => c.graph.apply(lstmMemoryOp, [gates, c]);
