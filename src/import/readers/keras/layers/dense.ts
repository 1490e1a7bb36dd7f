import { activation, dense, transposed } from '../../../chain/layers.ts';
import { activationOf, ofLayer } from '../activations.ts';
import { take } from '../tensor.ts';
import { type Call, only, type Read } from './layer.ts';

/** Dense: the activation of x W + b. Source: keras.io/api/layers/core_layers/dense. */
export const readDense: Read = (call) => {
  const { layer, plan, major } = call;
  const input = only(call);
  if (layer.config.lora_rank)
    throw layer.error('it has LoRA weights, which are not read: merge them before saving');
  const outputs = layer.count('units');
  const biased = layer.flag('use_bias', true);
  const tensors = weightsOf(call, biased ? ['kernel', 'bias'] : ['kernel']);
  const kernel = take(layer, tensors[0], 'the kernel', [input.width, outputs]);
  const made = dense({
    W: transposed(kernel, input.width, outputs),
    ...(biased && { b: take(layer, tensors[1], 'the bias', [outputs]) }),
    ...{ inputs: input.width, outputs, activation: activationOf(layer, layer.config.activation, major) },
  });
  return plan.push(made, input, outputs);
};

/** A layer that is an activation: Activation, ReLU, LeakyReLU, ELU, Softmax. */
export const readActivation: Read = (call) => {
  const { layer, plan, major } = call;
  const input = only(call);
  const found = ofLayer(layer, layer.kind, layer.config, major) ?? 'linear';
  return found === 'linear' ? input : plan.push(activation(found, input.width), input, input.width);
};

/** The weights of a layer, as many as it has names. @throws ImportError if there are more or fewer */
export function weightsOf({ layer, place }: Pick<Call, 'layer' | 'place'>, names: readonly string[]) {
  const found = place.weights();
  if (found.length === names.length) return found;
  const there =
    found.length === 0 ? 'none' : found.map(({ path, shape }) => `${path} [${shape.join(', ')}]`).join(', ');
  throw layer.error(
    `expected ${names.length} weight${names.length === 1 ? '' : 's'} (${names.join(', ')}), the file has ${there}`,
  );
}
