/** Layers of a chain from modules of torch.nn. */
import type { Activation } from '../../cells/activation.ts';
import * as chain from '../chain/layers.ts';
import type { NamedTensor } from '../safetensors.ts';
import { isRecurrent, type Module } from './modules.ts';

export interface Built {
  readonly nonlinearity: 'tanh' | 'relu';
  /** First states of a recurrent module: of all its layers, one after the other. */
  readonly h0?: NamedTensor;
  readonly c0?: NamedTensor;
}

/** PyTorch's default of BatchNorm and LayerNorm, which a state_dict does not hold. */
export const EPSILON = 1e-5;

/** The layers of a module, with the activation behind it. @param width of what it reads, for those of any width */
export function built(
  module: Module,
  activation: Activation,
  width: number,
  options: Built,
): chain.ChainLayer[] {
  const { kind, inputs, outputs, tensors } = module;
  const get = (name: string): Float64Array | undefined => tensors.get(name)?.data;
  if (kind === 'Linear')
    return [chain.dense({ inputs, outputs, W: get('weight') as Float64Array, b: get('bias'), activation })];
  const behind = activation === 'linear' ? [] : [chain.activation(activation, outputs || width)];
  if (isRecurrent(module)) return [...recurrent(module, options), ...behind];
  if (kind === 'BatchNorm') return [batchNorm(module), ...behind];
  if (kind === 'PReLU') {
    const [alpha] = get('weight') as Float64Array;
    return [chain.activation({ name: 'leaky-relu', alpha }, width), ...behind];
  }
  const weight = get('weight') as Float64Array;
  return [chain.layerNorm(weight, get('bias') ?? new Float64Array(outputs), EPSILON), ...behind];
}

/** (x − mean) / √(variance + ε) weight + bias, as one scale and shift. */
function batchNorm({ name, outputs, tensors }: Module): chain.ChainLayer {
  const get = (leaf: string, otherwise: number): Float64Array =>
    tensors.get(leaf)?.data ?? new Float64Array(outputs).fill(otherwise);
  const [mean, variance] = [get('running_mean', 0), get('running_var', 1)];
  const scale = get('weight', 1).map((w, i) => w / Math.sqrt(variance[i] + EPSILON));
  return chain.elementwise(
    scale,
    get('bias', 0).map((b, i) => b - mean[i] * scale[i]),
    `BatchNorm "${name}"`,
  );
}

function recurrent(
  { kind, inputs, outputs, tensors, units = 0, depth = 1 }: Module,
  options: Built,
): chain.ChainLayer[] {
  const layered = tensors.has('weight_ih_l0');
  return Array.from({ length: depth }, (_, k) => {
    const get = (leaf: string) => tensors.get(layered ? `${leaf}_l${k}` : leaf)?.data;
    const part = (all: NamedTensor | undefined, length: number) =>
      all?.data.slice(k * length, (k + 1) * length);
    const numbers = {
      inputs: k === 0 ? inputs : outputs,
      units,
      W_ih: get('weight_ih') as Float64Array,
      W_hh: get('weight_hh') as Float64Array,
      b_ih: get('bias_ih'),
      b_hh: get('bias_hh'),
      h0: part(options.h0, outputs),
      c0: part(options.c0, units),
    };
    if (kind === 'GRU') return chain.gru(numbers);
    if (kind === 'LSTM') return chain.lstm({ ...numbers, W_hr: get('weight_hr') });
    return chain.rnn({ ...numbers, nonlinearity: options.nonlinearity });
  });
}
