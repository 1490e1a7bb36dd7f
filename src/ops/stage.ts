import { OP_STAGE } from '../../assembly/layout.ts';
import { A, B, C, LANES, M, N, NO_COST, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { fieldShape } from './field-update.ts';

export const stageOp: Op = {
  name: 'stage',
  opcode: OP_STAGE,
  inPlace: true,
  shape: (inputs) => fieldShape('stage', inputs, 2),
  forward(v, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const k = t[i + B];
    const s = t[i + C];
    const n = t[i + N];
    const m = v[t[i + M]];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      const ms = m * v[s + l];
      for (let j = l; j < n; j += lanes) v[o + j] = v[h + j] + ms * v[k + j];
    }
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const k = t[i + B];
    const s = t[i + C];
    const n = t[i + N];
    const m = v[t[i + M]];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      const ms = m * v[s + l];
      let ds = 0;
      for (let j = l; j < n; j += lanes) {
        const d = g[o + j];
        g[h + j] += d;
        g[k + j] += d * ms;
        ds += d * v[k + j];
      }
      g[s + l] += ds * m;
    }
  },
  cost: () => NO_COST,
};

/** The inner stage h + (factor · s) k of a Runge–Kutta method. */
export const stage = (h: Value, k: Value, s: Value, factor: number): Value =>
  h.graph.apply(stageOp, [h, k, s], { immediate: factor });
