import { checkOptions } from '../check/options.ts';
import { matrix, vector } from '../graph/parameter.ts';
import { add, affine } from '../ops/index.ts';
import { type Activation, activate, activation } from './activation.ts';
import { defineCell } from './cell.ts';

export interface RnnOptions {
  /** Default `tanh`. With `relu` and the like nothing bounds the state. */
  readonly nonlinearity?: Activation;
}

/** Elman network: h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or another activation of the same. */
export const rnn = (options: RnnOptions = {}) => {
  checkOptions<RnnOptions>('cell "rnn"', options, { nonlinearity: activation });
  const { nonlinearity = 'tanh' } = options;
  return defineCell({
    kind: 'map',
    name: 'rnn',
    source: 'Elman 1990; torch.nn.RNN',
    options: { nonlinearity },
    states: ({ units }) => ({ h: units }),
    parameters: ({ inputs, units }) => ({
      weight_ih: matrix(units, inputs),
      weight_hh: matrix(units, units),
      bias_ih: vector(units),
      bias_hh: vector(units),
    }),
    next({ p, x, state: { h } }) {
      const sum = affine(add(p.bias_ih, p.bias_hh), [p.weight_ih, x], [p.weight_hh, h]);
      const next = activate(sum, nonlinearity);
      return { state: { h: next }, output: next };
    },
  });
};
