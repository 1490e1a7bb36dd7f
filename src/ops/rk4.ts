import { A, B, C, D, E, F, LANES, N, type Op, OUT } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { combined } from '../intervals/reach.ts';
import { add } from './add.ts';
import { fieldShape } from './field-update.ts';
import { mul } from './mul.ts';
import { scale } from './scale.ts';

export const rk4Op: Op = {
  name: 'rk4',
  instruction: {
    opcode: 54,
    operands: ['state', 'n', 'n', 'n', 'n', 'scalar'],
    inPlace: true,
    kernel: 'slopes',
    interval: combined([1 / 6, 1 / 3, 1 / 3, 1 / 6]),
    formula: 'a ⊕ (f / 6) · (2 · (c + d) + (b + e)): b … e slopes',
  },
  shape: (inputs) => fieldShape('rk4', inputs, 5),
  inTerms: ([h, k1, k2, k3, k4, s]) => add(h, mul(add(add(k1, k4), scale(add(k2, k3), 2)), scale(s, 1 / 6))),
  forward(v, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const k1 = t[i + B];
    const k2 = t[i + C];
    const k3 = t[i + D];
    const k4 = t[i + E];
    const s = t[i + F];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      const sixth = v[s + l] / 6;
      for (let j = l; j < n; j += lanes)
        v[o + j] = v[h + j] + sixth * (v[k1 + j] + v[k4 + j] + 2 * (v[k2 + j] + v[k3 + j]));
    }
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const k1 = t[i + B];
    const k2 = t[i + C];
    const k3 = t[i + D];
    const k4 = t[i + E];
    const s = t[i + F];
    const n = t[i + N];
    const lanes = t[i + LANES];
    for (let l = 0; l < lanes; l++) {
      const sixth = v[s + l] / 6;
      let ds = 0;
      for (let j = l; j < n; j += lanes) {
        const d = g[o + j];
        const outer = d * sixth;
        g[h + j] += d;
        g[k1 + j] += outer;
        g[k2 + j] += 2 * outer;
        g[k3 + j] += 2 * outer;
        g[k4 + j] += outer;
        ds += d * (v[k1 + j] + v[k4 + j] + 2 * (v[k2 + j] + v[k3 + j]));
      }
      g[s + l] += ds / 6;
    }
  },
};

/** h + s/6 (k₁ + 2 k₂ + 2 k₃ + k₄). */
export const rk4Update = (h: Value, k: readonly [Value, Value, Value, Value], s: Value): Value =>
  h.graph.apply(rk4Op, [h, ...k, s]);
