import { checkOptions } from '../check/options.ts';
import { flag, oneOf, whole } from '../check/rules.ts';
import { constant, matrix, type ParameterDeclaration, vector } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import {
  abs,
  add,
  affine,
  concat,
  exp,
  gelu,
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
import { type Cell, defineCell, type Values } from './cell.ts';
import { mixedMemory } from './mixed-memory.ts';

const activations: Record<string, (x: Value) => Value> = {
  lecun_tanh: (x) => scale(tanh(scale(x, 0.666)), 1.7159),
  relu,
  silu,
  gelu,
  tanh,
};

export interface CfcOptions {
  readonly mode?: CfcMode;
  /** Dense layers in front of the heads; 0 puts the heads on [x; h]. */
  readonly backboneLayers?: number;
  readonly backboneUnits?: number;
  readonly activation?: 'lecun_tanh' | 'relu' | 'silu' | 'gelu' | 'tanh';
  /** An LSTM in front, in the same step. */
  readonly mixedMemory?: boolean;
}

export type CfcMode = 'default' | 'no_gate' | 'pure';
export const modes: readonly CfcMode[] = ['default', 'no_gate', 'pure'];

/**
 * Parameters of the heads on a vector of `width` elements.
 * @param mask of the weights of f₁ and f₂; those of the gate are dense
 */
export function headParameters(
  mode: CfcMode,
  units: number,
  width: number,
  mask?: Float64Array,
): Record<string, ParameterDeclaration> {
  const head = (name: string, more = {}) => ({
    [`${name}.weight`]: matrix(units, width, more),
    [`${name}.bias`]: vector(units),
  });
  if (mode === 'pure')
    return { ...head('ff1', { mask }), w_tau: vector(units), A: vector(units, { init: constant(1) }) };
  return { ...head('ff1', { mask }), ...head('ff2', { mask }), ...head('time_a'), ...head('time_b') };
}

/** The next state from the heads on z. `p` holds their parameters, whose names begin with `prefix`. */
export function closedForm(mode: CfcMode, p: Values, z: Value, dt: Value, prefix = ''): Value {
  const head = (name: string) => affine(p[`${prefix}${name}.bias`], [p[`${prefix}${name}.weight`], z]);
  const f1 = head('ff1');
  if (mode === 'pure') {
    const A = p[`${prefix}A`];
    const fade = exp(neg(mul(add(abs(p[`${prefix}w_tau`]), abs(f1)), dt)));
    return sub(A, mul(mul(A, f1), fade));
  }
  const gate = sigmoid(add(mul(head('time_a'), dt), head('time_b')));
  const f2 = tanh(head('ff2'));
  return mode === 'default' ? lerp(gate, tanh(f1), f2) : add(tanh(f1), mul(gate, f2));
}

/**
 * Closed-form continuous-time network. On z = backbone([x; h]) with heads f₁, f₂ and the gate t = σ(a(z) Δ + b(z)):
 * `default` h' = tanh f₁ ⊙ (1 − t) + t ⊙ tanh f₂; `no_gate` h' = tanh f₁ + t ⊙ tanh f₂;
 * `pure` h' = A − A ⊙ f₁ ⊙ e^(−Δ (|w_τ| + |f₁|)).
 */
export const cfc = (options: CfcOptions = {}): Cell => {
  checkOptions<CfcOptions>('cell "cfc"', options, {
    mode: oneOf(modes),
    backboneLayers: whole(0),
    backboneUnits: whole(1),
    activation: oneOf(Object.keys(activations)),
    mixedMemory: flag,
  });
  const { mode = 'default', backboneLayers = 0, backboneUnits = 128, activation = 'lecun_tanh' } = options;
  const cell = defineCell({
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
      return { ...all, ...headParameters(mode, units, width) };
    },
    next({ p, x, dt, state: { h } }) {
      let z = concat(x, h);
      for (let layer = 0; layer < backboneLayers; layer++)
        z = activations[activation](
          affine(p[`backbone.${2 * layer}.bias`], [p[`backbone.${2 * layer}.weight`], z]),
        );
      const next = closedForm(mode, p, z, dt);
      return { state: { h: next }, output: next };
    },
  });
  return options.mixedMemory ? mixedMemory(cell) : cell;
};
