import { checkOptions } from '../check/options.ts';
import { whole } from '../check/rules.ts';
import { constant, matrix, normal, vector } from '../graph/parameter.ts';
import { add, affine, concat, mul, relu, slice } from '../ops/index.ts';
import { defineCell } from './cell.ts';

export interface AlRnnOptions {
  /** Units P with a ReLU, the last ones; 0 … units, by default half of them, rounded up. */
  readonly rectified?: number;
}

/** Almost-linear RNN: z' = A ⊙ z + W φ(z) + C x + h₀, φ a ReLU on the last P units and the identity on the others. */
export const alRnn = (options: AlRnnOptions = {}) => {
  checkOptions<AlRnnOptions>('cell "al-rnn"', options, { rectified: whole(0) });
  const rectifiedOf = (units: number): number => options.rectified ?? Math.ceil(units / 2);
  return defineCell({
    kind: 'map',
    name: 'al-rnn',
    source: 'Brenner et al., Almost-Linear RNNs, NeurIPS 2024',
    ...(options.rectified !== undefined && { options: { rectified: options.rectified } }),
    states: ({ units }) => ({ z: units }),
    parameters({ inputs, units }) {
      const rectified = rectifiedOf(units);
      if (rectified > units)
        throw new RangeError(
          `option rectified of cell "al-rnn" is ${rectified}: with ${units} units it must be 0 … ${units}`,
        );
      return {
        A: vector(units, { init: constant(0.9) }),
        W: matrix(units, units, { init: normal(0.01) }),
        C: matrix(units, inputs),
        h_0: vector(units),
      };
    },
    next({ p, x, units, state: { z } }) {
      const linear = units - rectifiedOf(units);
      const bent = linear < units ? relu(slice(z, linear, units - linear)) : null;
      const straight = linear > 0 ? slice(z, 0, linear) : null;
      const phi = bent && straight ? concat(straight, bent) : (bent ?? z);
      const next = add(mul(p.A, z), affine(p.h_0, [p.C, x], [p.W, phi]));
      return { state: { z: next }, output: next };
    },
  });
};
