import { constant, matrix, type ParameterDeclaration, vector } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import {
  abs,
  add,
  affine,
  concat,
  exp,
  lerp,
  mul,
  neg,
  relu,
  scale,
  sigmoid,
  silu,
  sub,
  tanh,
} from '../ops/index.ts';
import { checkOptions, defineCell } from './cell.ts';

const activations: Record<string, (x: Value) => Value> = {
  lecun_tanh: (x) => scale(tanh(scale(x, 0.666)), 1.7159),
  relu,
  silu,
  tanh,
};

export interface CfcOptions {
  readonly mode?: 'default' | 'no_gate' | 'pure';
  /** Dense layers in front of the heads; 0 puts the heads on [x; h]. */
  readonly backboneLayers?: number;
  readonly backboneUnits?: number;
  readonly activation?: 'lecun_tanh' | 'relu' | 'silu' | 'tanh';
}

/**
 * Closed-form continuous-time network. On z = backbone([x; h]) with heads f₁, f₂ and the gate t = σ(a(z) Δ + b(z)):
 * `default` h' = tanh f₁ ⊙ (1 − t) + t ⊙ tanh f₂; `no_gate` h' = tanh f₁ + t ⊙ tanh f₂;
 * `pure` h' = A − A ⊙ f₁ ⊙ e^(−Δ (|w_τ| + |f₁|)).
 */
export const cfc = (options: CfcOptions = {}) => {
  checkOptions('cfc', options, {
    mode: ['default', 'no_gate', 'pure'],
    backboneLayers: 'count',
    backboneUnits: 'count',
    activation: Object.keys(activations),
  });
  const { mode = 'default', backboneLayers = 0, backboneUnits = 128, activation = 'lecun_tanh' } = options;
  return defineCell({
    kind: 'map',
    name: 'cfc',
    source:
      'Hasani et al., Closed-form continuous-time neural networks, Nature Machine Intelligence 2022; ncps',
    options: { mode, backboneLayers, backboneUnits, activation },
    states: ({ units }) => ({ h: units }),
    parameters: ({ inputs, units }) => {
      const all: Record<string, ParameterDeclaration> = {};
      let width = inputs + units;
      for (let layer = 0; layer < backboneLayers; layer++) {
        all[`backbone.${2 * layer}.weight`] = matrix(backboneUnits, width);
        all[`backbone.${2 * layer}.bias`] = vector(backboneUnits);
        width = backboneUnits;
      }
      for (const head of mode === 'pure' ? ['ff1'] : ['ff1', 'ff2', 'time_a', 'time_b']) {
        all[`${head}.weight`] = matrix(units, width);
        all[`${head}.bias`] = vector(units);
      }
      if (mode === 'pure') {
        all.w_tau = vector(units);
        all.A = vector(units, { init: constant(1) });
      }
      return all;
    },
    next({ p, x, dt, state: { h } }) {
      let z = concat(x, h);
      for (let layer = 0; layer < backboneLayers; layer++)
        z = activations[activation](
          affine(p[`backbone.${2 * layer}.bias`], [p[`backbone.${2 * layer}.weight`], z]),
        );
      const head = (name: string) => affine(p[`${name}.bias`], [p[`${name}.weight`], z]);
      const f1 = head('ff1');
      let next: Value;
      if (mode === 'pure') {
        const fade = exp(neg(mul(add(abs(p.w_tau), abs(f1)), dt)));
        next = sub(p.A, mul(mul(p.A, f1), fade));
      } else {
        const gate = sigmoid(add(mul(head('time_a'), dt), head('time_b')));
        const f2 = tanh(head('ff2'));
        next = mode === 'default' ? lerp(gate, tanh(f1), f2) : add(tanh(f1), mul(gate, f2));
      }
      return { state: { h: next }, output: next };
    },
  });
};
