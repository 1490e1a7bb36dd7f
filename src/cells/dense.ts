import { checkOptions } from '../check/options.ts';
import { flag } from '../check/rules.ts';
import { matrix, vector } from '../graph/parameter.ts';
import { affine } from '../ops/index.ts';
import { type Activation, activate, activation } from './activation.ts';
import { defineCell } from './cell.ts';

export interface DenseOptions {
  /** Default `linear`. */
  readonly activation?: Activation;
  /** Default true. */
  readonly bias?: boolean;
}

/** f(W x + b): a layer without states. */
export const dense = (options: DenseOptions = {}) => {
  checkOptions<DenseOptions>('cell "dense"', options, { activation, bias: flag });
  const { activation: f = 'linear', bias = true } = options;
  return defineCell({
    kind: 'map',
    name: 'dense',
    source: 'torch.nn.Linear',
    options: { activation: f, bias },
    states: () => ({}),
    parameters: ({ inputs, units }) => ({
      weight: matrix(units, inputs),
      ...(bias && { bias: vector(units) }),
    }),
    next({ p, x, units }) {
      const start = p.bias ?? x.graph.constant([units], new Float64Array(units), 'none');
      return { state: {}, output: activate(affine(start, [p.weight, x]), f) };
    },
  });
};
