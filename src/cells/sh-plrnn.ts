import { checkOptions } from '../check/options.ts';
import { whole } from '../check/rules.ts';
import { constant, matrix, normal, vector } from '../graph/parameter.ts';
import { add, affine, mul, relu } from '../ops/index.ts';
import { defineCell } from './cell.ts';

export interface ShPlrnnOptions {
  /** Hidden units L ≥ 1, by default twice as many as units. */
  readonly hidden?: number;
}

/** Shallow piecewise-linear RNN: z' = A ⊙ z + W₁ ReLU(W₂ z + h₂) + C x + h₁, L hidden units. */
export const shPlrnn = (options: ShPlrnnOptions = {}) => {
  checkOptions<ShPlrnnOptions>('cell "sh-plrnn"', options, { hidden: whole(1) });
  return defineCell({
    kind: 'map',
    name: 'sh-plrnn',
    source: 'Hess et al., Generalized Teacher Forcing for Learning Chaotic Dynamics, ICML 2023',
    ...(options.hidden !== undefined && { options: { hidden: options.hidden } }),
    states: ({ units }) => ({ z: units }),
    parameters({ inputs, units }) {
      const hidden = options.hidden ?? 2 * units;
      return {
        A: vector(units, { init: constant(0.9) }),
        W_1: matrix(units, hidden, { init: normal(0.01) }),
        h_1: vector(units),
        W_2: matrix(hidden, units),
        h_2: vector(hidden),
        C: matrix(units, inputs),
      };
    },
    next({ p, x, state: { z } }) {
      const bent = relu(affine(p.h_2, [p.W_2, z]));
      const next = add(mul(p.A, z), affine(p.h_1, [p.C, x], [p.W_1, bent]));
      return { state: { z: next }, output: next };
    },
  });
};
