import { matrix, vector } from '../graph/parameter.ts';
import { add, affine, lstmMemory, lstmOutput } from '../ops/index.ts';
import { defineCell } from './cell.ts';
import { keepingFor } from './keeping.ts';

/** Long short-term memory, PyTorch's gate order i, f, g, o and two bias vectors. Ignores the elapsed time. */
export const lstm = defineCell({
  kind: 'map',
  name: 'lstm',
  source: 'Hochreiter & Schmidhuber 1997; torch.nn.LSTM',
  states: ({ units }) => ({ h: units, c: units }),
  parameters: ({ inputs, units }) => ({
    weight_ih: matrix(4 * units, inputs),
    weight_hh: matrix(4 * units, units),
    bias_ih: vector(4 * units),
    bias_hh: vector(4 * units),
  }),
  startAt: (scales) => {
    const forget = scales.map(keepingFor);
    const bias = new Float64Array(4 * scales.length);
    bias.set(forget.map((b) => -b));
    bias.set(forget, scales.length);
    return { bias_ih: bias };
  },
  next({ p, x, state: { h, c } }) {
    const gates = affine(add(p.bias_ih, p.bias_hh), [p.weight_ih, x], [p.weight_hh, h]);
    const memory = lstmMemory(gates, c);
    const output = lstmOutput(gates, memory);
    return { state: { h: output, c: memory }, output };
  },
});
