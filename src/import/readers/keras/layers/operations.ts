/** Functions that a functional model calls without a layer: `x + y` and `keras.ops.tanh(x)`. */
import type { Activation } from '../../../../cells/activation.ts';
import { activation } from '../../../chain/layers.ts';
import { shown } from '../../../error.ts';
import { only, type Read } from './layer.ts';
import { merges } from './merges.ts';

const functions: Readonly<Record<string, Activation>> = {
  relu: 'relu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softplus: 'softplus',
  softsign: 'softsign',
  silu: 'silu',
  exp: 'exp',
};

const applied =
  (f: Activation): Read =>
  (call) => {
    const input = only(call);
    return call.plan.push(activation(f, input.width), input, input.width);
  };

/** Names of TensorFlow for what Keras 3 has as classes. */
const ofTensorFlow: Readonly<Record<string, Read>> = {
  '__operators__.add': merges.Add,
  'math.add': merges.Add,
  'math.subtract': merges.Subtract,
  '__operators__.sub': merges.Subtract,
  'math.multiply': merges.Multiply,
  '__operators__.mul': merges.Multiply,
  'math.divide': merges.Divide,
  'math.truediv': merges.Divide,
  '__operators__.truediv': merges.Divide,
  'math.maximum': merges.Maximum,
  'math.minimum': merges.Minimum,
  ...Object.fromEntries(
    Object.entries(functions).flatMap(([name, f]) =>
      ['nn', 'math'].map((of) => [`${of}.${name}`, applied(f)]),
    ),
  ),
};

/** A function of TensorFlow, by its name. */
const readTensorFlow: Read = (call) => {
  const { function: name } = call.layer.config;
  if (typeof name === 'string' && Object.hasOwn(ofTensorFlow, name)) return ofTensorFlow[name](call);
  throw call.layer.error(
    `it calls ${shown(name)} of TensorFlow, which is not read: ${Object.keys(ofTensorFlow).join(', ')} are`,
  );
};

/** Classes of Keras 3 for its operations: `Tanh` for `keras.ops.tanh`. */
export const operations: Readonly<Record<string, Read>> = {
  TFOpLambda: readTensorFlow,
  ...Object.fromEntries(
    Object.entries(functions).map(([name, f]) => [
      name.replace(/^./, (first) => first.toUpperCase()),
      applied(f),
    ]),
  ),
};
