import { checkOptions } from '../check/options.ts';
import { flag } from '../check/rules.ts';
import { matrix, normal, vector } from '../graph/parameter.ts';
import { affine, tanh } from '../ops/index.ts';
import { defineCell } from './cell.ts';

export interface NodeOptions {
  /** Only dh/dt = tanh(W₁ h + U₁ x + b₁), to reproduce the comparisons of the LTC paper. */
  readonly shallow?: boolean;
}

/** Neural ODE: dh/dt = W₂ tanh(W₁ h + U₁ x + b₁) + b₂. No decay, so nothing bounds it. */
export const node = (options: NodeOptions = {}) => {
  checkOptions<NodeOptions>('cell "node"', options, { shallow: flag });
  const { shallow = false } = options;
  return defineCell({
    kind: 'field',
    name: 'node',
    source: 'Chen et al., Neural Ordinary Differential Equations, NeurIPS 2018',
    ...(shallow && { options: { shallow } }),
    bounded: false,
    parameters: ({ inputs, units }) => ({
      W1: matrix(units, units, { init: normal(0.1) }),
      U1: matrix(units, inputs, { init: normal(0.1) }),
      b1: vector(units),
      ...(!shallow && { W2: matrix(units, units, { init: normal(0.1) }), b2: vector(units) }),
    }),
    field({ p, h, x }) {
      const zero = h.graph.constant(h.shape, new Float64Array(h.shape[0]));
      const inner = tanh(affine(p.b1, [p.U1, x], [p.W1, h]));
      return { decay: zero, drive: shallow ? inner : affine(p.b2, [p.W2, inner]) };
    },
  });
};
