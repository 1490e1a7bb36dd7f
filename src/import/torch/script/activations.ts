/** Activations by their names in PyTorch. */
import type { Activation } from '../../../cells/activation.ts';
import { type Args, constant, numbersIn } from './arguments.ts';
import { Unknown } from './tape.ts';

/** max(low, min(high, x)) */
const limited = (low: unknown, high: unknown): Activation => {
  if (low === 0 && (high === null || high === undefined)) return 'relu';
  if (typeof low !== 'number' || typeof high !== 'number') throw new Unknown('limits a value on one side');
  return { name: 'hard-tanh', alpha: low, beta: high };
};

const hardSigmoid: Activation = { name: 'hard-sigmoid', alpha: 1 / 6, beta: 0.5 };

export const activations: Readonly<Record<string, (args: Args) => Activation>> = {
  relu: () => 'relu',
  tanh: () => 'tanh',
  sigmoid: () => 'sigmoid',
  selu: () => 'selu',
  silu: () => 'silu',
  mish: () => 'mish',
  hardswish: () => 'hard-swish',
  relu6: () => 'relu6',
  hardsigmoid: () => hardSigmoid,
  exp: () => 'exp',
  abs: () => 'abs',
  leaky_relu: ([, alpha]) => ({ name: 'leaky-relu', alpha: constant(alpha, 0.01) }),
  elu: ([, alpha, ...scales]) => {
    if (scales.some((one) => one !== undefined && one !== 1)) throw new Unknown('has a scaled ELU');
    return { name: 'elu', alpha: constant(alpha, 1) };
  },
  celu: ([, alpha]) => ({ name: 'celu', alpha: constant(alpha, 1) }),
  gelu: ([, approximate]) => (approximate === 'tanh' ? 'gelu-tanh' : 'gelu'),
  hardtanh: ([, low = -1, high = 1]) => limited(low, high),
  clamp: ([, low, high]) => limited(low, high),
  clamp_min: ([, low]) => limited(low, null),
  softplus: ([, beta = 1]) => {
    if (beta !== 1) throw new Unknown('has a softplus with another beta than 1');
    return 'softplus';
  },
  prelu: ([, slope]) => {
    const { data } = numbersIn(slope);
    if (data.length !== 1) throw new Unknown('has a PReLU with a slope for each number');
    return { name: 'leaky-relu', alpha: data[0] };
  },
};
