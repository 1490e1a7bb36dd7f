import { matrix, vector } from '../graph/parameter.ts';
import { add, affine, tanh } from '../ops/index.ts';
import { defineCell } from './cell.ts';

/** Elman network: h' = tanh(W_ih x + b_ih + W_hh h + b_hh). */
export const rnn = defineCell({
  kind: 'map',
  name: 'rnn',
  source: 'Elman 1990; torch.nn.RNN',
  states: ({ units }) => ({ h: units }),
  parameters: ({ inputs, units }) => ({
    weight_ih: matrix(units, inputs),
    weight_hh: matrix(units, units),
    bias_ih: vector(units),
    bias_hh: vector(units),
  }),
  next({ p, x, state: { h } }) {
    const next = tanh(affine(add(p.bias_ih, p.bias_hh), [p.weight_ih, x], [p.weight_hh, h]));
    return { state: { h: next }, output: next };
  },
});
