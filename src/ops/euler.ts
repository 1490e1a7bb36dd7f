import { OP_EULER } from '../../assembly/layout.ts';
import { A, B, C, D, N, NO_COST, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { fieldShape } from './slope.ts';

export const eulerOp: Op = {
  name: 'euler',
  opcode: OP_EULER,
  inPlace: true,
  compensated: true,
  shape: (inputs) => fieldShape('euler', inputs, 3),
  forward(v, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const drive = t[i + B];
    const decay = t[i + C];
    const s = v[t[i + D]];
    const n = t[i + N];
    for (let j = 0; j < n; j++) v[o + j] = v[h + j] + s * (v[drive + j] - v[decay + j] * v[h + j]);
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const drive = t[i + B];
    const decay = t[i + C];
    const s = v[t[i + D]];
    const n = t[i + N];
    let ds = 0;
    for (let j = 0; j < n; j++) {
      const d = g[o + j];
      g[h + j] += d * (1 - s * v[decay + j]);
      g[drive + j] += d * s;
      g[decay + j] -= d * s * v[h + j];
      ds += d * (v[drive + j] - v[decay + j] * v[h + j]);
    }
    g[t[i + D]] += ds;
  },
  cost: () => NO_COST,
};

/** h + s (drive − decay ⊙ h). */
export const eulerUpdate = (h: Value, drive: Value, decay: Value, s: Value): Value =>
  h.graph.apply(eulerOp, [h, drive, decay, s]);
