import { known } from '../../../../check/keys.ts';
import { readActivation, readDense } from './dense.ts';
import type { Call, Read } from './layer.ts';
import { merges } from './merges.ts';
import { normalisations } from './normalisations.ts';
import { operations } from './operations.ts';
import { recurrent } from './recurrent.ts';
import { refused } from './refused.ts';
import { shapes } from './shapes.ts';

const activations = ['Activation', 'ReLU', 'LeakyReLU', 'ELU', 'Softmax'];

/** Each class that can be read: a new one is a line here, and in `counts.ts` if it has weights. */
const classes: Readonly<Record<string, Read>> = {
  Dense: readDense,
  ...recurrent,
  ...normalisations,
  ...merges,
  ...shapes,
  ...operations,
  ...Object.fromEntries(activations.map((name) => [name, readActivation])),
};

/** Reads a layer where it is called. @throws ImportError for a class that is not read, with the reason */
export function readLayer(call: Call): ReturnType<Read> {
  const { layer } = call;
  const { kind } = layer;
  if (kind === 'TimeDistributed')
    return readLayer({ ...call, layer: layer.inner('layer'), place: call.place.inside('layer') });
  if (Object.hasOwn(classes, kind)) return classes[kind](call);
  if (Object.hasOwn(refused, kind)) throw layer.error(refused[kind]);
  throw layer.error(`the class is not known${known(kind, Object.keys(classes))}`);
}
