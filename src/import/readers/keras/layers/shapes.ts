/** Layers that only change shapes, and those that do nothing after the training. */
import { shown } from '../../../error.ts';
import { only, type Read } from './layer.ts';

/** Nothing at run time. */
const ignored: Read = (call) => {
  call.leave(call.layer.title);
  return only(call);
};

const readMasking: Read = (call) => {
  const { layer, note } = call;
  note(
    `${layer.title} is left out: Keras skips steps that are ${shown(layer.config.mask_value ?? 0)} in every input, the blob computes them; leave such steps out of the data`,
  );
  return only(call);
};

/** A shape of one step is no change: [1, n], [-1, n] or [n]. */
const readReshape: Read = (call) => {
  const { layer } = call;
  const input = only(call);
  const { target_shape: target } = layer.config;
  const sizes = Array.isArray(target) ? target : [];
  const last = sizes.at(-1);
  const steps = sizes.slice(0, -1).filter((size) => size !== 1 && size !== -1);
  if ((last === input.width || (last === -1 && sizes.length === 1)) && steps.length === 0) return input;
  throw layer.error(
    `the shape ${shown(target)} of ${input.width} numbers mixes steps and inputs, which a stream cannot: only in front of all layers`,
  );
};

const readFlatten: Read = (call) => {
  const { layer } = call;
  const input = only(call);
  if (input.single) return input;
  throw layer.error(
    'it joins all steps of a sequence to one row, which a stream does not have: give the recurrent layer in front return_sequences=False',
  );
};

export const shapes: Readonly<Record<string, Read>> = {
  Dropout: ignored,
  SpatialDropout1D: ignored,
  GaussianNoise: ignored,
  GaussianDropout: ignored,
  AlphaDropout: ignored,
  ActivityRegularization: ignored,
  Identity: only,
  Masking: readMasking,
  Reshape: readReshape,
  Flatten: readFlatten,
};
