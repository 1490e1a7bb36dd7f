/** `meniscus/import`: models of ncps and torch.nn, from their state_dict in a safetensors file. */
import type { ParameterValues } from '../compile/fold.ts';
import { buildModel, type Model, type ModelSpec } from '../compile/model.ts';
import { sizeOf } from '../graph/parameter.ts';
import { Checkpoint } from './checkpoint.ts';
import type { Entry, States } from './classes/class.ts';
import { classes } from './classes/index.ts';
import { Config, type ConfigFile } from './config.ts';
import { ImportError, shown } from './error.ts';
import { readSafetensors } from './safetensors.ts';

export interface ImportOptions {
  /** Name of the file in messages. */
  readonly file: string;
  /** How the class was constructed, where the weights do not tell. */
  readonly config?: ConfigFile;
  /** What the names of the model's tensors begin with, if the file holds several networks. */
  readonly prefix?: string;
  /** The name of the Linear behind the network; `fc` is found without. */
  readonly readout?: string;
}

export interface Imported {
  readonly spec: ModelSpec;
  readonly model: Model;
  readonly parameters: ParameterValues;
  /** PyTorch's states by ours. */
  readonly states: States;
}

/**
 * Recognises the class of a checkpoint by its names and shapes, and reads it.
 * @param bytes a safetensors file with a state_dict of ncps.torch or torch.nn
 * @throws ImportError naming tensor, expected and found, or the option that cannot be known from the weights
 */
export function importModel(bytes: Uint8Array, options: ImportOptions): Imported {
  const { file, config: given = {} } = options;
  const { tensors } = readSafetensors(bytes, { file });
  const { found, prefix } = recognise([...tensors.keys()], options);
  const checkpoint = new Checkpoint(tensors, file, prefix);
  const bare = found.spec(checkpoint, new Config(file, given, found.defaults));
  const readout = readoutOf(checkpoint, options);
  const spec: ModelSpec = readout ? { ...bare, readout: 'dense', outputs: readout.outputs } : bare;
  const model = buildModel(spec);
  const parameters = new Map<string, Float64Array>();
  const entries = found.entries(spec);
  const whole = checkpoint.names.some((name) => name.startsWith('rnn_cell.'));
  const nameIn = (tensor: string): string => (whole ? tensor : tensor.replace(/^rnn_cell\./, ''));
  const without = entries.every(({ tensor, optional }) => !optional || !checkpoint.has(nameIn(tensor)));
  for (const { name, shape } of found.fixed(spec)) checkpoint.takeMask(nameIn(name), shape);
  for (const entry of entries) {
    const parameter = model.parameters.find(({ name }) => name === entry.parameter);
    if (!parameter) throw new TypeError(`no parameter "${entry.parameter}" for tensor "${entry.tensor}"`);
    const { shape, mask } = parameter;
    const data =
      entry.optional && without
        ? new Float64Array(sizeOf(shape))
        : fromTensor(checkpoint, nameIn(entry.tensor), entry, shape);
    parameters.set(entry.parameter, mask ? data.map((x, i) => (mask[i] === 0 ? 0 : x)) : data);
  }
  if (readout) {
    const width = bare.outputs;
    if (readout.weights.length !== readout.outputs * width)
      throw new ImportError(
        `${file}: the Linear behind the network reads ${readout.weights.length / readout.outputs} numbers, the network gives ${width}`,
      );
    parameters.set('readout.W', readout.weights).set('readout.b', readout.bias);
  }
  const [surplus, ...more] = checkpoint.left;
  if (surplus !== undefined)
    throw new ImportError(
      `${file}: tensor ${shown(surplus)}${more.length > 0 ? ` and ${more.length} more` : ''} ` +
        `belong${more.length > 0 ? '' : 's'} to no ${found.names.join(' or ')}; leave it out when saving, ` +
        `or name a Linear behind the network with --readout`,
    );
  return { spec, model, parameters, states: found.states(spec) };
}

/** The class whose signature is among the names, and what stands before it. */
function recognise(names: readonly string[], { file, prefix }: ImportOptions) {
  const hits = classes.flatMap((found) =>
    names
      .filter((name) => name === found.signature || name.endsWith(`.${found.signature}`))
      .map((name) => ({
        found,
        prefix: name.slice(0, -found.signature.length).replace(/(^|\.)rnn_cell\.$/, '$1'),
      })),
  );
  // the heads of a wired closed form are those of one without
  const own = hits.filter(({ prefix: one }) => !/(^|\.)layer_\d+\.$/.test(one));
  const wanted = prefix === undefined ? own : own.filter((hit) => hit.prefix === prefix);
  if (wanted.length === 1) return wanted[0];
  const there = own.map((hit) => `${shown(hit.prefix)} (${hit.found.names.join(' or ')})`).join(', ');
  if (wanted.length > 1)
    throw new ImportError(`${file}: holds ${wanted.length} networks: say which one with --prefix: ${there}`);
  if (own.length > 0)
    throw new ImportError(`${file}: no network has the prefix ${shown(prefix)}; there are ${there}`);
  const signatures = classes.map((one) => `${one.signature} (${one.names.join(', ')})`).join(', ');
  throw new ImportError(
    `${file}: is of no known class: expected a tensor ${signatures}; found ${names.slice(0, 5).map(shown).join(', ') || 'none'}`,
  );
}

/**
 * The Linear behind the network, if there is one: `fc` of its class or of the module around it, or the one that was named.
 */
function readoutOf(checkpoint: Checkpoint, { readout }: ImportOptions): Readout | null {
  const { prefix } = checkpoint;
  const around = prefix.replace(/[^.]+\.$/, '');
  const names = readout === undefined ? [`${prefix}fc.`, `${around}fc.`] : [`${readout}.`];
  const found = names
    .map((name) => checkpoint.behind(name))
    .find((one) => readout !== undefined || one.has('weight'));
  if (!found) return null;
  const [outputs, inputs] = found.shape('weight', 2);
  return { outputs, weights: found.take('weight', [outputs, inputs]), bias: found.take('bias', [outputs]) };
}

interface Readout {
  readonly outputs: number;
  /** [outputs, units] */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

function fromTensor(
  checkpoint: Checkpoint,
  name: string,
  { as }: Entry,
  shape: readonly [number] | readonly [number, number],
): Float64Array {
  const [rows, columns = 1] = shape;
  if (as === 'row') return checkpoint.take(name, [1, rows]);
  if (as !== 'transposed') return checkpoint.take(name, shape);
  const data = checkpoint.take(name, [columns, rows]);
  return Float64Array.from(data, (_, i) => data[(i % columns) * rows + Math.floor(i / columns)]);
}

export type { ModelClass, States } from './classes/class.ts';
export type { ConfigFile } from './config.ts';
export { ImportError } from './error.ts';
export { type Exported, exportModel } from './export.ts';
export { readSafetensors, writeSafetensors } from './safetensors.ts';
