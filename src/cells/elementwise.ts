import { constant, vector } from '../graph/parameter.ts';
import { add, mul } from '../ops/index.ts';
import { asMany, defineCell } from './cell.ts';

/** weight ⊙ x + bias: a layer without states, as a BatchNorm computes at run time. It has as many units as inputs. */
export const elementwise = defineCell({
  kind: 'map',
  name: 'elementwise',
  source: 'Ioffe and Szegedy 2015, at run time; torch.nn.BatchNorm1d in eval()',
  states: () => ({}),
  parameters(size) {
    asMany('elementwise', size);
    return { weight: vector(size.units, { init: constant(1) }), bias: vector(size.units) };
  },
  next: ({ p, x }) => ({ state: {}, output: add(mul(x, p.weight), p.bias) }),
});
