import { checkOptions } from '../check/options.ts';
import { positive } from '../check/rules.ts';
import { constant, vector } from '../graph/parameter.ts';
import { add, mul, layerNorm as normalised } from '../ops/index.ts';
import { asMany, defineCell } from './cell.ts';

export interface LayerNormOptions {
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
}

/** weight ⊙ (x − mean) / √(variance + epsilon) + bias: a layer without states. It has as many units as inputs. */
export const layerNorm = (options: LayerNormOptions = {}) => {
  checkOptions<LayerNormOptions>('cell "layer-norm"', options, { epsilon: positive });
  const { epsilon = 1e-5 } = options;
  return defineCell({
    kind: 'map',
    name: 'layer-norm',
    source: 'Ba, Kiros and Hinton 2016; torch.nn.LayerNorm',
    options: { epsilon },
    states: () => ({}),
    parameters(size) {
      asMany('layer-norm', size);
      return { weight: vector(size.units, { init: constant(1) }), bias: vector(size.units) };
    },
    next: ({ p, x }) => ({ state: {}, output: add(mul(normalised(x, epsilon), p.weight), p.bias) }),
  });
};
