import { OP_SLOPE } from '../../assembly/layout.ts';
import { A, B, C, N, NO_COST, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { fieldShape } from './field-update.ts';

export const slopeOp: Op = {
  name: 'slope',
  opcode: OP_SLOPE,
  inPlace: true,
  shape: (inputs) => fieldShape('slope', inputs, 3),
  forward(v, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const drive = t[i + B];
    const decay = t[i + C];
    const n = t[i + N];
    for (let j = 0; j < n; j++) v[o + j] = v[drive + j] - v[decay + j] * v[h + j];
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const drive = t[i + B];
    const decay = t[i + C];
    const n = t[i + N];
    for (let j = 0; j < n; j++) {
      const d = g[o + j];
      g[drive + j] += d;
      g[decay + j] -= d * v[h + j];
      g[h + j] -= d * v[decay + j];
    }
  },
  cost: () => NO_COST,
};

/** dh/dt = drive − decay ⊙ h. */
export const slope = (h: Value, drive: Value, decay: Value): Value =>
  h.graph.apply(slopeOp, [h, drive, decay]);
