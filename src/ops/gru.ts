import { A, B, C, mismatch, N, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { CLOSED, gates, rest } from '../intervals/gates.ts';
import * as I from '../intervals/interval.ts';
import { pulled } from '../intervals/slot.ts';
import { add } from './add.ts';
import { gateInterval } from './gate.ts';
import { lerp } from './lerp.ts';
import { mul } from './mul.ts';
import { logistic, sigmoid } from './sigmoid.ts';
import { slice } from './slice.ts';
import { tanh, tanhInterval } from './tanh.ts';

export const gruOp: Op = {
  name: 'gru',
  instruction: {
    opcode: 43,
    operands: ['three gates', 'three gates', 'n'],
    k: 'stride',
    inPlace: true,
    transcendentals: 3,
    vectors: 8,
    kernel: 'gated',
    interval(c) {
      const [a, b] = [gates(c, 0, 3), gates(c, 1, 3)];
      c.write(
        c.read(2).map((from, i) => {
          const reset = gateInterval(I.add(a[0][i], b[0][i]));
          const kept = gateInterval(I.add(a[1][i], b[1][i]));
          const next = tanhInterval(I.add(a[2][i], I.multiply(reset, b[2][i])));
          return pulled(from, next, rest(kept), false, CLOSED);
        }),
      );
    },
    formula:
      'v + z · (c − v), r = gate(a_r + b_r), z = gate(a_z + b_z), v = tanh(a_n + r · b_n), as one quotient: c the state',
  },
  shape(inputs) {
    const [x, h, state] = inputs;
    const n = lengthOf(state);
    if (lengthOf(x) !== 3 * n || lengthOf(h) !== 3 * n)
      mismatch('gru', inputs, 'both gate vectors must be three times as long as the state');
    return [n];
  },
  inTerms([x, h, state]) {
    const n = lengthOf(state);
    const gate = (i: number): Value => sigmoid(add(slice(x, i * n, n), slice(h, i * n, n)));
    const candidate = tanh(add(slice(x, 2 * n, n), mul(gate(0), slice(h, 2 * n, n))));
    return lerp(gate(1), candidate, state);
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
};

/**
 * The GRU's new state (1 − z) ⊙ u + z ⊙ h with u = tanh(x_n + r ⊙ h_n), PyTorch's form.
 * @param x the gates' input parts [3n]: r, z, n
 * @param h their recurrent parts, alike
 * @param state [n]
 */
export const gruUpdate = (x: Value, h: Value, state: Value): Value => state.graph.apply(gruOp, [x, h, state]);
