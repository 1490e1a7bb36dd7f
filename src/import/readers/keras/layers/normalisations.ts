/** Layers that scale and shift: Normalization, BatchNormalization, LayerNormalization, Rescaling, PReLU. */
import { prelu } from '../../../chain/graphs.ts';
import { elementwise, layerNorm } from '../../../chain/layers.ts';
import { shown } from '../../../error.ts';
import { type Tensor, take } from '../tensor.ts';
import { weightsOf } from './dense.ts';
import { type Call, only, type Read } from './layer.ts';

/** @throws ImportError unless the axis is the last: of the features */
function checkAxis({ layer }: Call): void {
  const given = layer.config.axis ?? -1;
  const axes = Array.isArray(given) ? given : [given];
  if (axes.length !== 1 || ![-1, 2].includes(Number(axes[0])))
    throw layer.error(`the axis ${shown(given)} is not read: only the last, over the features`);
}

/** Gain and shift, where the layer has them, and the names of its weights. */
function affine(call: Call, others: readonly string[]) {
  const { layer } = call;
  const { width } = only(call);
  const names = [
    ...(layer.flag('scale', true) ? ['gamma'] : []),
    ...(layer.flag('center', true) ? ['beta'] : []),
    ...others,
  ];
  const tensors = new Map(weightsOf(call, names).map((tensor, k): [string, Tensor] => [names[k], tensor]));
  return (name: string, otherwise: number): Float64Array => {
    const tensor = tensors.get(name);
    return tensor ? take(layer, tensor, name, [width]) : new Float64Array(width).fill(otherwise);
  };
}

/** gamma (x − mean) / √(variance + epsilon) + beta, with the means of the training. */
const readBatchNorm: Read = (call) => {
  checkAxis(call);
  const { layer, plan } = call;
  const input = only(call);
  const part = affine(call, ['moving mean', 'moving variance']);
  const epsilon = layer.number('epsilon', 1e-3);
  const [gamma, beta, mean, variance] = [
    part('gamma', 1),
    part('beta', 0),
    part('moving mean', 0),
    part('moving variance', 1),
  ];
  if (variance.some((v) => !(v + epsilon > 0))) throw layer.error('a moving variance is below 0');
  const scale = gamma.map((g, i) => g / Math.sqrt(variance[i] + epsilon));
  const made = elementwise(
    scale,
    beta.map((b, i) => b - mean[i] * scale[i]),
  );
  return plan.push({ ...made, title: layer.title }, input, input.width);
};

/** gamma (x − mean of x) / √(variance of x + epsilon) + beta. */
const readLayerNorm: Read = (call) => {
  checkAxis(call);
  const { layer, plan } = call;
  const input = only(call);
  if (layer.flag('rms_scaling', false)) throw layer.error('rms_scaling is not read');
  const part = affine(call, []);
  const made = layerNorm(part('gamma', 1), part('beta', 0), layer.number('epsilon', 1e-3));
  return plan.push({ ...made, title: layer.title }, input, input.width);
};

/** (x − mean) / max(√variance, 1e-7), or back with `invert`. */
const readNormalization: Read = (call) => {
  const { layer, plan } = call;
  const input = only(call);
  if (layer.config.axis !== null) checkAxis(call);
  const given = layer.config.mean !== null && layer.config.mean !== undefined;
  const tensors = given ? [] : weightsOf(call, ['mean', 'variance', 'count']);
  const part = (name: string, k: number): Float64Array => {
    const values = given ? listOf(call, name) : wide(call, tensors[k], name);
    return values.length === 1 ? new Float64Array(input.width).fill(values[0]) : values;
  };
  const [mean, variance] = [part('mean', 0), part('variance', 1)];
  if (mean.length !== input.width || variance.length !== input.width)
    throw layer.error(
      `it has ${mean.length} means and ${variance.length} variances for ${input.width} inputs`,
    );
  const deviation = variance.map((v) => Math.max(Math.sqrt(v), 1e-7));
  if (deviation.some(Number.isNaN)) throw layer.error('a variance is below 0');
  const made = layer.flag('invert', false)
    ? elementwise(deviation, mean)
    : elementwise(
        deviation.map((d) => 1 / d),
        mean.map((m, i) => -m / deviation[i]),
      );
  return plan.push({ ...made, title: layer.title }, input, input.width);
};

/** Means of the file: one for each feature, or one for all with the axis null. */
function wide(call: Call, tensor: Tensor, name: string): Float64Array {
  const scalar = call.layer.config.axis === null;
  return take(call.layer, tensor, name, scalar ? [] : [only(call).width]);
}

/** Numbers among the arguments, in lists of any depth. */
function listOf({ layer }: Call, key: string): Float64Array {
  const found = [layer.config[key]].flat(4);
  if (!found.every((x) => typeof x === 'number' && Number.isFinite(x)))
    throw layer.error(`${key} is ${shown(layer.config[key])}; expected numbers`);
  return Float64Array.from(found as number[]);
}

/** x scale + offset. */
const readRescaling: Read = (call) => {
  const { layer, plan } = call;
  const input = only(call);
  const part = (key: string): Float64Array => {
    const values = listOf(call, key);
    if (values.length !== 1 && values.length !== input.width)
      throw layer.error(`${key} has ${values.length} numbers for ${input.width} inputs`);
    return values.length === 1 ? new Float64Array(input.width).fill(values[0]) : values;
  };
  const offset = layer.config.offset === undefined ? new Float64Array(input.width) : part('offset');
  return plan.push({ ...elementwise(part('scale'), offset), title: layer.title }, input, input.width);
};

/** max(0, x) + alpha min(0, x), with an alpha for each feature. */
const readPRelu: Read = (call) => {
  const { layer, plan } = call;
  const input = only(call);
  const [tensor] = weightsOf(call, ['alpha']);
  const alpha = take(layer, tensor, 'alpha', [input.width]);
  return plan.push(prelu(alpha, layer.title), input, input.width);
};

export const normalisations: Readonly<Record<string, Read>> = {
  BatchNormalization: readBatchNorm,
  LayerNormalization: readLayerNorm,
  Normalization: readNormalization,
  Rescaling: readRescaling,
  PReLU: readPRelu,
};
