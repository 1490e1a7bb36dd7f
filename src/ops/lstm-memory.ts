import { A, B, mismatch, N, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { CLOSED, gates, rest } from '../intervals/gates.ts';
import * as I from '../intervals/interval.ts';
import { pulled } from '../intervals/slot.ts';
import { add } from './add.ts';
import { gateInterval } from './gate.ts';
import { mul } from './mul.ts';
import { logistic, sigmoid } from './sigmoid.ts';
import { slice } from './slice.ts';
import { tanh, tanhInterval } from './tanh.ts';

/** Shape rule of both LSTM updates: four gate segments i, f, g, o, each as long as the memory. */
export function lstmShape(name: string, inputs: readonly Value[]): readonly [number] {
  const [gates, c] = inputs;
  if (lengthOf(gates) !== 4 * lengthOf(c))
    mismatch(name, inputs, 'the gates must be four times as long as the memory');
  return [lengthOf(c)];
}

export const lstmMemoryOp: Op = {
  name: 'lstm-memory',
  instruction: {
    opcode: 41,
    operands: ['four gates', 'n'],
    k: 'stride',
    inPlace: true,
    transcendentals: 3,
    vectors: 5,
    kernel: 'gated',
    // f · c + i · g = f · c + (1 − f) · target: it is pulled by as much as the forget gate stays below 1
    interval(c) {
      const [input, forget, candidate] = gates(c, 0, 4);
      const memory = c.read(1);
      c.write(
        memory.map((from, i) => {
          const kept = gateInterval(forget[i]);
          const written = I.multiply(gateInterval(input[i]), tanhInterval(candidate[i]));
          const weight = rest(kept);
          if (!(weight[0] > 0))
            return {
              range: I.add(I.multiply(kept, from.range), written),
              why: 'its forget gate can be 1: nothing that is written is ever forgotten',
            };
          const target = I.times(written, [1 / weight[1], 1 / weight[0]]);
          return {
            ...pulled(from, I.hull(target, I.ZERO), weight, false, CLOSED),
            range: I.add(I.multiply(kept, from.range), written),
          };
        }),
      );
    },
    formula: 'gate(a_f) · b + gate(a_i) · tanh(a_g) as one quotient: b the memory',
  },
  shape: (inputs) => lstmShape('lstm-memory', inputs),
  inTerms([gates, c]) {
    const n = lengthOf(c);
    const kept = mul(sigmoid(slice(gates, n, n)), c);
    return add(kept, mul(sigmoid(slice(gates, 0, n)), tanh(slice(gates, 2 * n, n))));
  },
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
};

/**
 * The LSTM's new memory σ(f) ⊙ c + σ(i) ⊙ tanh(g).
 * @param gates [4n]: i, f, g, o before their activations
 * @param c the memory [n]
 */
export const lstmMemory = (gates: Value, c: Value): Value => c.graph.apply(lstmMemoryOp, [gates, c]);
