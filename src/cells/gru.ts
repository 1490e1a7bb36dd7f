import { matrix, vector } from '../graph/parameter.ts';
import { affine, gruUpdate } from '../ops/index.ts';
import { defineCell } from './cell.ts';
import { keepingFor } from './keeping.ts';

/** Gated recurrent unit, PyTorch's form: gates r, z, n, the reset gate after the recurrent product. */
export const gru = defineCell({
  kind: 'map',
  name: 'gru',
  source: 'Cho et al. 2014; torch.nn.GRU',
  states: ({ units }) => ({ h: units }),
  parameters: ({ inputs, units }) => ({
    weight_ih: matrix(3 * units, inputs),
    weight_hh: matrix(3 * units, units),
    bias_ih: vector(3 * units),
    bias_hh: vector(3 * units),
  }),
  startAt: (scales) => {
    const bias = new Float64Array(3 * scales.length);
    bias.set(scales.map(keepingFor), scales.length);
    return { bias_ih: bias };
  },
  next({ p, x, state: { h } }) {
    const next = gruUpdate(affine(p.bias_ih, [p.weight_ih, x]), affine(p.bias_hh, [p.weight_hh, h]), h);
    return { state: { h: next }, output: next };
  },
});
