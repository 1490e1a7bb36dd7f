/** Activations of Keras by the names and parameters of our table. Source: keras.io/api/layers/activations, and its code. */
import type { Activation } from '../../../cells/activation.ts';
import { meant } from '../../../check/nearest.ts';
import { shown } from '../../error.ts';
import { isObject, type Json } from '../../json.ts';
import type { LayerConfig } from './config.ts';

/** Names of Keras that mean the same for each version and have no parameters here. */
const names: Readonly<Record<string, Activation>> = {
  linear: 'linear',
  relu: 'relu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  selu: 'selu',
  elu: 'elu',
  exponential: 'exp',
  swish: 'silu',
  silu: 'silu',
  gelu: 'gelu',
  relu6: 'relu6',
  mish: 'mish',
  hard_tanh: 'hard-tanh',
  hard_swish: 'hard-swish',
  hard_silu: 'hard-swish',
  leaky_relu: { name: 'leaky-relu', alpha: 0.2 },
};

/** Of Keras 3: relu6(x + 3) / 6. Of Keras 1 and 2: clip(0.2 x + 0.5, 0, 1). */
const hardSigmoid = (major: number): Activation => ({
  name: 'hard-sigmoid',
  alpha: major >= 3 ? 1 / 6 : 0.2,
  beta: 0.5,
});

/**
 * The activation that an argument of a layer names, or describes.
 * @param major version of Keras
 * @throws ImportError if it is none that is known
 */
export function activationOf(layer: LayerConfig, value: unknown, major: number): Activation {
  if (value === null || value === undefined) return 'linear';
  if (typeof value === 'string') return named(layer, value, major);
  if (isObject(value)) {
    const { class_name: kind, config } = value;
    // a function by its name, or a layer of its own
    if (kind === 'function' && typeof config === 'string') return named(layer, config, major);
    if (typeof kind === 'string' && isObject(config)) {
      const found = ofLayer(layer, kind.replace(/^.*>/, ''), config, major);
      if (found !== null) return found;
    }
  }
  throw layer.error(`the activation ${shown(value)} is none that is known`);
}

function named(layer: LayerConfig, name: string, major: number): Activation {
  const plain = name.replace(/^.*>/, '');
  if (plain === 'hard_sigmoid') return hardSigmoid(major);
  if (Object.hasOwn(names, plain)) return names[plain];
  const known = [...Object.keys(names), 'hard_sigmoid'];
  throw layer.error(
    `the activation ${shown(name)} is not known${meant(plain, known) || `: there are ${known.join(', ')}`}`,
  );
}

/** The activation of a layer class that is one, such as LeakyReLU; null for other classes. */
export function ofLayer(layer: LayerConfig, kind: string, config: Json, major: number): Activation | null {
  const number = (key: string, otherwise: number): number => {
    const value = config[key] ?? otherwise;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw layer.error(`${key} of ${kind} is ${shown(value)}; expected a number`);
  };
  if (kind === 'Activation') return activationOf(layer, config.activation, major);
  if (kind === 'ELU') return { name: 'elu', alpha: number('alpha', 1) };
  if (kind === 'LeakyReLU')
    return { name: 'leaky-relu', alpha: number('negative_slope', number('alpha', 0.3)) };
  if (kind === 'Softmax') {
    if (Array.isArray(config.axis) ? config.axis.join() !== '-1' : ![-1, 2].includes(number('axis', -1)))
      throw layer.error(`Softmax over the axis ${shown(config.axis)} is not read: only over the last`);
    return 'softmax';
  }
  if (kind === 'ReLU')
    return relu(layer, number('negative_slope', 0), number('threshold', 0), config.max_value);
  return null;
}

function relu(layer: LayerConfig, slope: number, threshold: number, most: unknown): Activation {
  const unlimited = most === null || most === undefined;
  if (threshold === 0 && unlimited) return slope === 0 ? 'relu' : { name: 'leaky-relu', alpha: slope };
  if (threshold === 0 && slope === 0 && most === 6) return 'relu6';
  throw layer.error(
    `ReLU with max_value ${shown(most ?? null)}, negative_slope ${slope} and threshold ${threshold} is not read: only a negative_slope, or max_value 6`,
  );
}
