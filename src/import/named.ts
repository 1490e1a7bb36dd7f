/** Networks of the classes of `classes/`: found by the names and shapes of their tensors. */
import { sizeOf } from '../graph/parameter.ts';
import { buildNetwork, type ResolvedSpec } from '../network/network.ts';
import { Checkpoint } from './checkpoint.ts';
import type { Entry } from './classes/class.ts';
import { torchNn } from './classes/torch-nn.ts';
import { Config } from './config.ts';
import { ImportError } from './error.ts';
import type { ImportOptions } from './options.ts';
import type { Found } from './readers/reader.ts';
import { checkConfig, recognise } from './recognise.ts';
import type { StateDict } from './state-dict/state-dict.ts';
import { linearsBehind, surplusOf } from './unread.ts';

/**
 * Recognises the class of a checkpoint by names and shapes, and reads it.
 * @throws ImportError naming the tensor, what was expected and found, or the option that the weights do not tell
 */
export function readNamed({ tensors, others }: StateDict, options: ImportOptions): Found {
  const { file, config: given = {} } = options;
  const unweighted = others.map((one) => [one.name, one] as const);
  const { found, prefix } = recognise(new Map([...tensors, ...unweighted]), file, options.prefix);
  checkConfig(given, found, file);
  const checkpoint = new Checkpoint(tensors, file, prefix, new Map(unweighted));
  const bare = found.spec(checkpoint, new Config(file, given, found.defaults));
  const readout = readoutOf(checkpoint, options);
  const spec: ResolvedSpec = readout ? { ...bare, readout: 'dense', outputs: readout.outputs } : bare;
  const network = buildNetwork(spec);
  const parameters = new Map<string, Float64Array>();
  const declared = new Map(network.parameters.map((parameter) => [parameter.name, parameter]));
  const own = found.entries(spec);
  const whole = checkpoint.names.some((name) => name.startsWith('rnn_cell.'));
  const nameIn = (tensor: string): string => (whole ? tensor : tensor.replace(/^rnn_cell\./, ''));
  const without = own.every(({ tensor, optional }) => !optional || !checkpoint.has(nameIn(tensor)));
  for (const { name, shape } of found.fixed(spec)) checkpoint.takeMask(nameIn(name), shape);
  if (readout?.unbiased) parameters.set('readout.b', new Float64Array(readout.outputs));
  for (const entry of [...own, ...(readout?.entries ?? [])]) {
    const parameter = declared.get(entry.parameter);
    if (!parameter) throw new TypeError(`no parameter "${entry.parameter}" for tensor "${entry.tensor}"`);
    const { shape, mask } = parameter;
    const data =
      entry.optional && without
        ? new Float64Array(sizeOf(shape))
        : fromTensor(checkpoint, nameIn(entry.tensor), entry, shape);
    parameters.set(entry.parameter, mask ? data.map((x, i) => (mask[i] === 0 ? 0 : x)) : data);
  }
  const unread = [...checkpoint.left, ...others].map(({ name, dtype, shape }) => ({ name, dtype, shape }));
  const fitting = readout ? [] : linearsBehind(unread, bare.outputs);
  // a prefix asks for this network only
  const surplus = unread.filter(({ name }) => name.startsWith(options.prefix ?? ''));
  if (surplus.length > 0)
    throw new ImportError(
      `${file}: ${surplusOf(surplus, {
        is: found.names.join(' or '),
        inputs: bare.inputs,
        prefix: checkpoint.prefix,
        readout: readout?.name,
        fitting,
      })}`,
    );
  return {
    ...{ spec, parameters, states: found.states(spec), unread, fitting },
    notes:
      readout && options.readout === undefined && found === torchNn
        ? [
            `no activation is read behind "${readout.name}", which a state_dict does not hold: --layers '${checkpoint.prefix.slice(0, -1)},${readout.name}:tanh' says otherwise`,
          ]
        : [],
    ...{ folded: [], layers: spec.layers.map(titleOf) },
  };
}

const titleOf = ({ cell, units }: ResolvedSpec['layers'][number]): string => `${cell.name} of ${units} units`;

/**
 * The Linear behind the network, if there is one: the named one, which may lack a bias; or `fc` of the class; or `fc` of the
 * module around it, unless a prefix chose one of several networks.
 */
function readoutOf(checkpoint: Checkpoint, { readout, prefix }: ImportOptions) {
  const around = prefix === undefined ? checkpoint.prefix.replace(/[^.]+\.$/, '') : '';
  const own = checkpoint.has('fc.weight') || prefix !== undefined;
  const name = readout === undefined ? (own ? 'fc' : `${around}fc`) : whereverIs(checkpoint, readout);
  if (readout === undefined && prefix !== undefined && !checkpoint.has('fc.weight')) return null;
  for (const part of ['weight', 'bias']) checkpoint.adopt(`${name}.${part}`);
  if (readout === undefined && !checkpoint.has(`${name}.weight`)) return null;
  const [outputs] = checkpoint.shape(`${name}.weight`, 2);
  const unbiased = readout !== undefined && !checkpoint.has(`${name}.bias`);
  const entries: Entry[] = [
    { tensor: `${name}.weight`, parameter: 'readout.W' },
    ...(unbiased ? [] : [{ tensor: `${name}.bias`, parameter: 'readout.b' }]),
  ];
  return { name, outputs, entries, unbiased };
}

/** A Linear's name in the file: as given, after the prefix, or in a module around the network. */
function whereverIs(checkpoint: Checkpoint, readout: string): string {
  if (checkpoint.has(`${readout}.weight`)) return readout;
  const modules = checkpoint.prefix.split('.').slice(0, -1);
  const around = modules.map((_, k) => [...modules.slice(0, modules.length - k), readout].join('.'));
  return [readout, ...around].find((name) => checkpoint.holds(`${name}.weight`)) ?? readout;
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
