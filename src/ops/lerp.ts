import { OP_LERP } from '../../assembly/layout.ts';
import { A, B, C, mismatch, N, NO_COST, type Op, OUT } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import { broadcast } from './broadcast.ts';

export const lerpOp: Op = {
  name: 'lerp',
  opcode: OP_LERP,
  inPlace: true,
  shape(inputs) {
    const n = lengthOf(inputs[0]);
    if (inputs.some((x) => lengthOf(x) !== n)) mismatch('lerp', inputs, 'gate and ends must have one length');
    return [n];
  },
  forward(v, t, i) {
    const o = t[i + OUT];
    const gate = t[i + A];
    const from = t[i + B];
    const to = t[i + C];
    const n = t[i + N];
    for (let j = 0; j < n; j++) v[o + j] = v[from + j] + v[gate + j] * (v[to + j] - v[from + j]);
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const gate = t[i + A];
    const from = t[i + B];
    const to = t[i + C];
    const n = t[i + N];
    for (let j = 0; j < n; j++) {
      const d = g[o + j];
      g[gate + j] += d * (v[to + j] - v[from + j]);
      g[from + j] += d * (1 - v[gate + j]);
      g[to + j] += d * v[gate + j];
    }
  },
  cost: () => NO_COST,
};

/** from + gate ⊙ (to − from). A gate of length 1 serves every element. */
export function lerp(gate: Value, from: Value, to: Value): Value {
  const n = lengthOf(from);
  const wide = lengthOf(gate) === 1 && n > 1 ? broadcast(gate, n) : gate;
  return from.graph.apply(lerpOp, [wide, from, to]);
}
