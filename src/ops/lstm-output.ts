import { A, B, N, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { gates } from '../intervals/gates.ts';
import { multiply } from '../intervals/interval.ts';
import { slot } from '../intervals/slot.ts';
import { gateInterval } from './gate.ts';
import { lstmShape } from './lstm-memory.ts';
import { mul } from './mul.ts';
import { logistic, sigmoid } from './sigmoid.ts';
import { slice } from './slice.ts';
import { tanh, tanhInterval } from './tanh.ts';

export const lstmOutputOp: Op = {
  name: 'lstm-output',
  instruction: {
    opcode: 42,
    operands: ['four gates', 'n'],
    k: 'stride',
    inPlace: true,
    transcendentals: 2,
    kernel: 'gated',
    interval(c) {
      const [, , , output] = gates(c, 0, 4);
      c.write(c.read(1).map(({ range }, i) => slot(multiply(gateInterval(output[i]), tanhInterval(range)))));
    },
    formula: 'gate(a_o) · tanh(b) as one quotient: b the memory',
  },
  shape: (inputs) => lstmShape('lstm-output', inputs),
  inTerms([gates, c]) {
    const n = lengthOf(c);
    return mul(sigmoid(slice(gates, 3 * n, n)), tanh(c));
  },
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
};

/**
 * The LSTM's output σ(o) ⊙ tanh(c).
 * @param gates [4n]: i, f, g, o before their activations
 * @param c the new memory [n]
 */
export const lstmOutput = (gates: Value, c: Value): Value => c.graph.apply(lstmOutputOp, [gates, c]);
