/** Reads a model of Keras: `.keras` of Keras 3 (and of 2.12 on), or `.h5`. */
import { Archive, isZip } from '../../archive/zip.ts';
import { assemble } from '../../chain/assemble.ts';
import { part } from '../../chain/graphs.ts';
import { activation } from '../../chain/layers.ts';
import { ImportError } from '../../error.ts';
import { type Hdf5Object, readHdf5 } from '../../hdf5/index.ts';
import { type Json, parseJson } from '../../json.ts';
import type { ImportOptions } from '../../options.ts';
import type { Found } from '../reader.ts';
import { inputsOf } from './inputs.ts';
import { readModel } from './model.ts';
import { Plan } from './plan.ts';
import { legacyPlace, NumberedWeights, type Place } from './weights.ts';

/** A file's parts. */
interface Opened {
  readonly described: Json;
  /** As it says itself: `3.9.2`; empty if it does not. */
  readonly version: string;
  readonly place: Place;
}

/** @throws ImportError in one line that names the layer */
export function read(bytes: Uint8Array, { file }: ImportOptions): Found {
  const { described, version, place } = isZip(bytes) ? openArchive(bytes, file) : openH5(bytes, file);
  const notes: string[] = [];
  const note = (text: string) => {
    if (!notes.includes(text)) notes.push(text);
  };
  const left: string[] = [];
  const major = majorOf(version, file);
  const { width, single, steps } = inputsOf(described, file, note);
  const plan = new Plan({
    identity: (units, title) => ({ ...activation('linear', units), title }),
    part: (_, start, length) => part(start, length),
  });
  const input = { sources: [{ of: 'input' as const, start: 0, length: width, whole: width }], width, single };
  const leave = (title: string) => left.push(title);
  const output = readModel({ file, plan, major, note, leave }, described, place, [input]);
  plan.output(output);
  if (left.length > 0) note(`left out, since they do nothing after the training: ${left.join(', ')}`);
  if (steps > 1 && output.single)
    note(
      `there the model reads windows of ${steps} steps, each from the first state: reset() in front of each does the same`,
    );
  return assemble({ inputs: width, chain: plan.chain, notes });
}

/** The first number of the version. Files of all but the oldest have it. */
function majorOf(version: string, file: string): number {
  const major = Number.parseInt(version, 10);
  if (version !== '' && !(major >= 1))
    throw new ImportError(
      `${file}: the version of Keras is ${JSON.stringify(version)}; expected one such as 3.9.2`,
    );
  if (major === 1) throw new ImportError(`${file}: it was saved by Keras 1: load and save it with Keras 2`);
  return version === '' ? 2 : major;
}

function openArchive(bytes: Uint8Array, file: string): Opened {
  const archive = new Archive(bytes, file);
  const described = parseJson(archive.text('config.json'), file, 'config.json');
  const metadata = archive.has('metadata.json')
    ? parseJson(archive.text('metadata.json'), file, 'metadata.json')
    : {};
  if (!archive.has('model.weights.h5'))
    throw new ImportError(
      `${file}: it has no model.weights.h5${archive.has('model.weights.npz') ? ', but weights in npz' : ''}: save the model with model.save("model.keras")`,
    );
  const weights = readHdf5(archive.read('model.weights.h5'), `${file}: model.weights.h5`);
  const version = typeof metadata.keras_version === 'string' ? metadata.keras_version : '3';
  return { described, version, place: new NumberedWeights(weights, file).place() };
}

function openH5(bytes: Uint8Array, file: string): Opened {
  const root = readHdf5(bytes, file);
  const config = root.text('model_config');
  if (config === undefined) throw withoutModel(root, file);
  const described = parseJson(config, file, 'the attribute model_config');
  const weights = root.find('model_weights');
  if (weights === null)
    throw new ImportError(
      `${file}: it has the model's description and no model_weights: save the whole model with model.save()`,
    );
  const version = root.text('keras_version') ?? weights.text('keras_version') ?? '';
  return { described, version, place: legacyPlace(weights, file) };
}

function withoutModel(root: Hdf5Object, file: string): ImportError {
  const isWeights =
    root.attribute('layer_names') !== undefined ||
    root.find('layers') !== null ||
    root.find('_layer_checkpoint_dependencies') !== null;
  return new ImportError(
    isWeights
      ? `${file}: it has the weights of a Keras model without its layers, as save_weights() writes: save the whole model with model.save("model.keras")`
      : `${file}: HDF5 of no known kind: expected a Keras model (an attribute model_config) or a policy of rl-tools (a group actor); there are ${root.names.slice(0, 8).join(', ') || 'no groups'}`,
  );
}
