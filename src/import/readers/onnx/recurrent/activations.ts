/** The activation functions of LSTM, GRU and RNN. */
import { activate } from '../../../../cells/activation.ts';
import type { Value } from '../../../../graph/value.ts';
import * as o from '../../../../ops/index.ts';
import type { Call } from '../call.ts';
import { thresholded } from '../elementary.ts';

export interface Activation {
  readonly name: string;
  readonly of: (x: Value) => Value;
}

interface Function {
  readonly of: (x: Value, alpha: number, beta: number) => Value;
  /** Defaults of the constants that it takes from the lists of the node. */
  readonly alpha?: number;
  readonly beta?: number;
}

/** By their names in lower case. Source: the operators' texts; onnxruntime for defaults that these leave open. */
const functions: Readonly<Record<string, Function>> = {
  sigmoid: { of: o.sigmoid },
  tanh: { of: o.tanh },
  relu: { of: o.relu },
  softsign: { of: (x) => activate(x, 'softsign') },
  softplus: { of: o.softplus },
  hardsigmoid: { of: (x, alpha, beta) => o.hardSigmoid(x, alpha, beta), alpha: 0.2, beta: 0.5 },
  leakyrelu: { of: (x, alpha) => o.leakyRelu(x, alpha), alpha: 0.01 },
  elu: { of: (x, alpha) => o.elu(x, alpha), alpha: 1 },
  thresholdedrelu: { of: (x, alpha) => thresholded(x, alpha), alpha: 1 },
  scaledtanh: { of: (x, alpha, beta) => o.scale(o.tanh(o.scale(x, beta)), alpha), alpha: 1, beta: 1 },
  affine: { of: (x, alpha, beta) => o.shift(o.scale(x, alpha), beta), alpha: 1, beta: 0 },
};

/**
 * The functions of a node, each with the next constants of its lists that it takes.
 * @param defaults their names where the node has none
 */
export function activationsOf(call: Call, defaults: readonly string[]): Activation[] {
  const names = call.texts('activations') ?? defaults;
  if (names.length !== defaults.length)
    call.fail(`it has ${names.length} activations (${names.join(', ')}), not ${defaults.length}`);
  const alphas = [...call.floats('activation_alpha')];
  const betas = [...call.floats('activation_beta')];
  return names.map((name) => {
    const found = functions[name.toLowerCase()] ?? call.fail(`its activation "${name}" is unknown`);
    const alpha = found.alpha === undefined ? 0 : (alphas.shift() ?? found.alpha);
    const beta = found.beta === undefined ? 0 : (betas.shift() ?? found.beta);
    return { name: name.toLowerCase(), of: (x) => found.of(x, alpha, beta) };
  });
}
