import { A, B, C, D, LANES, N, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { combined } from '../intervals/reach.ts';
import { add } from './add.ts';
import { fieldShape } from './field-update.ts';
import { mul } from './mul.ts';
import { scale } from './scale.ts';

export const heunOp: Op = {
  name: 'heun',
  instruction: {
    opcode: 53,
    operands: ['state', 'n', 'n', 'scalar'],
    inPlace: true,
    kernel: 'slopes',
    interval: combined([1 / 2, 1 / 2]),
    formula: 'a ⊕ (½ · d) · (b + c): b and c slopes',
  },
  shape: (inputs) => fieldShape('heun', inputs, 3),
  inTerms: ([h, k1, k2, s]) => add(h, mul(add(k1, k2), scale(s, 0.5))),
  forward(v, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const k1 = t[i + B];
    const k2 = t[i + C];
    const s = t[i + D];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      const half = 0.5 * v[s + l];
      for (let j = l; j < n; j += lanes) v[o + j] = v[h + j] + half * (v[k1 + j] + v[k2 + j]);
    }
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const k1 = t[i + B];
    const k2 = t[i + C];
    const s = t[i + D];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      const half = 0.5 * v[s + l];
      let ds = 0;
      for (let j = l; j < n; j += lanes) {
        const d = g[o + j];
        g[h + j] += d;
        g[k1 + j] += d * half;
        g[k2 + j] += d * half;
        ds += d * (v[k1 + j] + v[k2 + j]);
      }
      g[s + l] += 0.5 * ds;
    }
  },
};

/** h + s/2 (k₁ + k₂). */
export const heunUpdate = (h: Value, k1: Value, k2: Value, s: Value): Value =>
  h.graph.apply(heunOp, [h, k1, k2, s]);
