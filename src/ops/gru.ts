import { OP_GRU } from '../../assembly/layout.ts';
import { A, B, C, mismatch, N, type Op, OUT, transcendental } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { logistic } from './sigmoid.ts';

export const gruOp: Op = {
  name: 'gru',
  opcode: OP_GRU,
  inPlace: true,
  shape(inputs) {
    const [x, h, state] = inputs;
    const n = lengthOf(state);
    if (lengthOf(x) !== 3 * n || lengthOf(h) !== 3 * n)
      mismatch('gru', inputs, 'both gate vectors must be three times as long as the state');
    return [n];
  },
  forward(v, t, i) {
    const out = t[i + OUT];
    const a = t[i + A];
    const b = t[i + B];
    const h = t[i + C];
    const n = t[i + N];
    for (let j = 0; j < n; j++) {
      const reset = logistic(v[a + j] + v[b + j]);
      const update = logistic(v[a + n + j] + v[b + n + j]);
      const candidate = Math.tanh(v[a + 2 * n + j] + reset * v[b + 2 * n + j]);
      v[out + j] = candidate + update * (v[h + j] - candidate);
    }
  },
  backward(v, g, t, i) {
    const out = t[i + OUT];
    const a = t[i + A];
    const b = t[i + B];
    const h = t[i + C];
    const n = t[i + N];
    for (let j = 0; j < n; j++) {
      const d = g[out + j];
      const recurrent = v[b + 2 * n + j];
      const reset = logistic(v[a + j] + v[b + j]);
      const update = logistic(v[a + n + j] + v[b + n + j]);
      const candidate = Math.tanh(v[a + 2 * n + j] + reset * recurrent);
      const dUpdate = d * (v[h + j] - candidate) * update * (1 - update);
      const dCandidate = d * (1 - update) * (1 - candidate * candidate);
      const dReset = dCandidate * recurrent * reset * (1 - reset);
      g[h + j] += d * update;
      g[a + j] += dReset;
      g[b + j] += dReset;
      g[a + n + j] += dUpdate;
      g[b + n + j] += dUpdate;
      g[a + 2 * n + j] += dCandidate;
      g[b + 2 * n + j] += dCandidate * reset;
    }
  },
  cost: transcendental(3),
};

/**
 * The GRU's new state (1 − z) ⊙ u + z ⊙ h with u = tanh(x_n + r ⊙ h_n), PyTorch's form.
 * @param x, h the gates' input and recurrent parts [3n] each: r, z, n
 * @param state [n]
 */
export const gruUpdate = (x: Value, h: Value, state: Value): Value => state.graph.apply(gruOp, [x, h, state]);
