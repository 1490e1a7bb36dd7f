import { matrix, normal, vector } from '../graph/parameter.ts';
import { affine, tanh } from '../ops/index.ts';
import { defineCell } from './cell.ts';

/** Neural ODE: dh/dt = W₂ tanh(W₁ h + U₁ x + b₁) + b₂. No decay, so nothing bounds it. */
export const node = defineCell({
  kind: 'field',
  name: 'node',
  source: 'Chen et al., Neural Ordinary Differential Equations, NeurIPS 2018',
  bounded: false,
  parameters: ({ inputs, units }) => ({
    W1: matrix(units, units, { init: normal(0.1) }),
    U1: matrix(units, inputs, { init: normal(0.1) }),
    b1: vector(units),
    W2: matrix(units, units, { init: normal(0.1) }),
    b2: vector(units),
  }),
  field({ p, h, x }) {
    const zero = h.graph.constant(h.shape, new Float64Array(h.shape[0]));
    return { decay: zero, drive: affine(p.b2, [p.W2, tanh(affine(p.b1, [p.U1, x], [p.W1, h]))]) };
  },
});
