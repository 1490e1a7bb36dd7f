/** Layers of RTNeural by their type. */
import type { Activation } from '../../../cells/activation.ts';
import { known } from '../../../check/keys.ts';
import { prelu } from '../../chain/graphs.ts';
import {
  activation,
  type ChainLayer,
  dense,
  elementwise,
  gates,
  gru,
  lstm,
  transposed,
} from '../../chain/layers.ts';
import { ImportError, shown } from '../../error.ts';
import { type Json, numbersOf } from '../../json.ts';

interface Made {
  readonly layers: readonly ChainLayer[];
  readonly width: number;
}

/** A layer where it stands. */
interface Layer {
  readonly json: Json;
  /** Numbers that it reads. */
  readonly inputs: number;
  /** Numbers that it gives, as its shape says; null without one. */
  readonly shape: number | null;
  readonly weights: readonly unknown[];
  readonly where: string;
  readonly note: (text: string) => void;
}

const activations: Readonly<Record<string, Activation>> = {
  '': 'linear',
  linear: 'linear',
  tanh: 'tanh',
  relu: 'relu',
  sigmoid: 'sigmoid',
  softmax: 'softmax',
  elu: 'elu',
};

const refused: Readonly<Record<string, string>> = Object.fromEntries(
  ['conv1d', 'conv1d_stateless', 'conv2d', 'batchnorm2d', 'maxpooling1d', 'strided_conv1d'].map((type) => [
    type,
    'a convolution, which reads several steps at once: only layers that read one step can be read',
  ]),
);

const types: Readonly<Record<string, (layer: Layer) => Made>> = {
  dense: readDense,
  'time-distributed-dense': readDense,
  lstm: readLstm,
  gru: readGru,
  batchnorm: readBatchNorm,
  prelu: readPRelu,
  activation: ({ json, inputs, where }) => ({ layers: behind(json, inputs, where), width: inputs }),
};

/** @throws ImportError naming the layer and the weight */
export function readLayer(json: Json, inputs: number, place: string, note: (text: string) => void): Made {
  const { type, shape: given, weights = [] } = json;
  const where = `${place}, ${typeof type === 'string' ? type : shown(type)}`;
  if (typeof type !== 'string' || !Object.hasOwn(types, type)) {
    const why = typeof type === 'string' && Object.hasOwn(refused, type) ? refused[type] : '';
    throw new ImportError(
      why
        ? `${where}: ${why}`
        : `${place} has the type ${shown(type)}${known(String(type), Object.keys(types))}`,
    );
  }
  if (!Array.isArray(weights))
    throw new ImportError(`${where}: weights is ${shown(weights)}; expected a list`);
  const shape = given === undefined || given === null ? null : sizeOf(given, where);
  const made = types[type]({ json, inputs, shape, weights, where, note });
  if (shape !== null && shape !== made.width)
    throw new ImportError(`${where}: shape says ${shape} numbers, the weights have ${made.width}`);
  return made;
}

/** The numbers of a step: the end of the shape of what the layer gives. */
function sizeOf(shape: unknown, where: string): number {
  const size = Array.isArray(shape) ? shape.at(-1) : shape;
  if (Number.isInteger(size) && size >= 1 && size <= 65_536) return size;
  throw new ImportError(`${where}: shape is ${shown(shape)}; expected the number of units at its end`);
}

/** How many columns a matrix has, for the size of a layer. */
function columnsOf({ weights, where }: Layer, k: number, what: string): number {
  const [row] = Array.isArray(weights[k]) ? weights[k] : [];
  if (Array.isArray(row) && row.length > 0) return row.length;
  throw new ImportError(`${where}: weights has no ${what}; expected a list of rows at ${k}`);
}

function activationOf({ activation: name = '' }: Json, where: string): Activation {
  const found = name === null ? '' : name;
  if (typeof found === 'string' && Object.hasOwn(activations, found)) return activations[found];
  throw new ImportError(
    `${where}: the activation ${shown(found)} is not known${known(
      String(found),
      Object.keys(activations).filter((one) => one !== ''),
    )}`,
  );
}

function behind(json: Json, units: number, where: string): ChainLayer[] {
  const found = activationOf(json, where);
  return found === 'linear' ? [] : [activation(found, units)];
}

/** Kernel [inputs, outputs] and bias. */
function readDense(layer: Layer): Made {
  const { json, inputs, weights, where } = layer;
  const outputs = columnsOf(layer, 0, 'kernel');
  const W = transposed(numbersOf(weights[0], [inputs, outputs], `${where}: the kernel`), inputs, outputs);
  const b = weights.length > 1 ? numbersOf(weights[1], [outputs], `${where}: the bias`) : undefined;
  checkCount(layer, 1, 2);
  return {
    layers: [dense({ inputs, outputs, W, b, activation: activationOf(json, where) })],
    width: outputs,
  };
}

/** RTNeural computes LSTM and GRU with tanh and sigmoid, whatever the file says. */
function checkTanh({ json: { activation: name = '' }, where }: Layer): void {
  if (name !== '' && name !== 'tanh' && name !== null)
    throw new ImportError(
      `${where}: the activation is ${shown(name)}, but RTNeural computes tanh: save it with tanh`,
    );
}

/** Kernel, recurrent kernel and their sizes. */
function kernels(layer: Layer, blocks: number) {
  const { inputs, weights, where } = layer;
  checkTanh(layer);
  checkCount(layer, 2, 3);
  const columns = columnsOf(layer, 0, 'kernel');
  const units = columns / blocks;
  if (!Number.isInteger(units))
    throw new ImportError(`${where}: the kernel has ${columns} columns; expected ${blocks} for each unit`);
  if (layer.shape !== null && layer.shape !== units)
    throw new ImportError(`${where}: shape says ${layer.shape} units, the weights have ${units}`);
  return {
    units,
    kernel: transposed(numbersOf(weights[0], [inputs, columns], `${where}: the kernel`), inputs, columns),
    recurrent: transposed(
      numbersOf(weights[1], [units, columns], `${where}: the recurrent kernel`),
      units,
      columns,
    ),
  };
}

/** Gates i, f, c, o, which are those of PyTorch. */
function readLstm(layer: Layer): Made {
  const { inputs, weights, where } = layer;
  const { units, kernel, recurrent } = kernels(layer, 4);
  const b_ih = weights.length > 2 ? numbersOf(weights[2], [4 * units], `${where}: the bias`) : undefined;
  return { layers: [lstm({ inputs, units, W_ih: kernel, W_hh: recurrent, b_ih })], width: units };
}

/** Gates z, r, h with the reset behind the product; PyTorch has r, z, n. */
function readGru(layer: Layer): Made {
  const { inputs, weights, where } = layer;
  const { units, kernel, recurrent } = kernels(layer, 3);
  const rows = (matrix: Float64Array, columns: number) => gates(matrix, columns, 'zrh', 'rzh');
  const bias =
    weights.length > 2
      ? numbersOf(weights[2], [2, 3 * units], `${where}: the bias`)
      : new Float64Array(6 * units);
  return {
    layers: [
      gru({
        ...{ inputs, units, W_ih: rows(kernel, inputs), W_hh: rows(recurrent, units) },
        ...{ b_ih: rows(bias.subarray(0, 3 * units), 1), b_hh: rows(bias.subarray(3 * units), 1) },
      }),
    ],
    width: units,
  };
}

/** gamma, beta, mean, variance, or the last two. */
function readBatchNorm(layer: Layer): Made {
  const { json, inputs, weights, where } = layer;
  if (weights.length !== 2 && weights.length !== 4)
    throw new ImportError(
      `${where}: it has ${weights.length} weights; expected 4 (gamma, beta, mean, variance) or the last two`,
    );
  const of = (k: number, what: string) => numbersOf(weights[k], [inputs], `${where}: the ${what}`);
  const affine = weights.length === 4;
  const gamma = affine ? of(0, 'gamma') : new Float64Array(inputs).fill(1);
  const beta = affine ? of(1, 'beta') : new Float64Array(inputs);
  const [mean, variance] = [of(weights.length - 2, 'mean'), of(weights.length - 1, 'variance')];
  const { epsilon = 0.001 } = json;
  if (typeof epsilon !== 'number' || !variance.every((v) => v + epsilon > 0))
    throw new ImportError(`${where}: the variance and epsilon ${shown(epsilon)} must be above 0`);
  const scale = gamma.map((g, i) => g / Math.sqrt(variance[i] + epsilon));
  const shift = beta.map((b, i) => b - mean[i] * scale[i]);
  return { layers: [elementwise(scale, shift, 'BatchNorm'), ...behind(json, inputs, where)], width: inputs };
}

/** An alpha for each of the inputs, or one for all. */
function readPRelu({ inputs, weights, where }: Layer): Made {
  const flat: unknown[] = Array.isArray(weights) ? weights.flat(4) : [];
  const alphas = numbersOf(flat, [flat.length], `${where}: alpha`);
  if (alphas.length === 0 || (alphas.length !== 1 && alphas.length !== inputs))
    throw new ImportError(`${where}: it has ${alphas.length} slopes for ${inputs} inputs`);
  const each = alphas.length === 1 ? new Float64Array(inputs).fill(alphas[0]) : alphas;
  return { layers: [prelu(each)], width: inputs };
}

function checkCount({ weights, where }: Layer, least: number, most: number): void {
  if (weights.length < least || weights.length > most)
    throw new ImportError(`${where}: it has ${weights.length} weights; expected ${least} or ${most}`);
}
