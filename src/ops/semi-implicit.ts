import { OP_SEMI_IMPLICIT } from '../../assembly/layout.ts';
import { A, B, C, D, N, NO_COST, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { fieldShape } from './slope.ts';

export const semiImplicitOp: Op = {
  name: 'semi-implicit',
  opcode: OP_SEMI_IMPLICIT,
  inPlace: true,
  compensated: true,
  shape: (inputs) => fieldShape('semi-implicit', inputs, 3),
  forward(v, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const drive = t[i + B];
    const decay = t[i + C];
    const s = v[t[i + D]];
    const n = t[i + N];
    for (let j = 0; j < n; j++)
      v[o + j] = v[h + j] + (s * (v[drive + j] - v[decay + j] * v[h + j])) / (1 + s * v[decay + j]);
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
      // y = (h + s drive) / (1 + s decay): the form whose derivatives are short
      const d = g[o + j] / (1 + s * v[decay + j]);
      g[h + j] += d;
      g[drive + j] += d * s;
      g[decay + j] -= d * s * v[o + j];
      ds += d * (v[drive + j] - v[decay + j] * v[o + j]);
    }
    g[t[i + D]] += ds;
  },
  cost: () => NO_COST,
};

/** h + s (drive − decay ⊙ h) / (1 + s decay) = (h + s drive) / (1 + s decay). */
export const semiImplicitUpdate = (h: Value, drive: Value, decay: Value, s: Value): Value =>
  h.graph.apply(semiImplicitOp, [h, drive, decay, s]);
