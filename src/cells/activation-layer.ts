import { checkOptions } from '../check/options.ts';
import { needed } from '../check/rules.ts';
import { type Activation, activate, activation } from './activation.ts';
import { asMany, defineCell } from './cell.ts';

export interface ActivationOptions {
  readonly activation: Activation;
}

/** f(x) of each element, or the softmax of all: a layer without states and parameters. It has as many units as inputs. */
export const activationLayer = (options: ActivationOptions = { activation: 'relu' }) => {
  checkOptions<ActivationOptions>('cell "activation"', options, { activation: needed(activation) });
  return defineCell({
    kind: 'map',
    name: 'activation',
    source: 'torch.nn.ReLU and the like',
    options: { ...options },
    states: () => ({}),
    parameters(size) {
      asMany('activation', size);
      return {};
    },
    next: ({ x }) => ({ state: {}, output: activate(x, options.activation) }),
  });
};
