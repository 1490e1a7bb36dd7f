import { checkArgument, checkOptions } from '../../check/options.ts';
import { bytes, needed, text } from '../../check/rules.ts';
import type { ParameterValues } from '../../compile/fold.ts';
import type { Recovered } from '../../compile/recover.ts';
import { startsOf } from '../../format/initial-state.ts';
import type { ReadContents } from '../../format/read.ts';
import { buildNetwork, type ResolvedSpec } from '../../network/network.ts';
import { buildWiring, type WiringDescription } from '../../wiring/index.ts';
import type { Entry, ModelClass } from '../classes/class.ts';
import { classes } from '../classes/index.ts';
import { ImportError, importError } from '../error.ts';
import { writeSafetensors } from '../safetensors.ts';
import { sourceOf } from './source.ts';

export interface Exported {
  /** A safetensors file in f32. */
  readonly bytes: Uint8Array;
  /** The arguments to construct the class with. */
  readonly config: { readonly class: string; readonly args: Readonly<Record<string, unknown>> };
  /** What PyTorch must do outside the class to get the same outputs. */
  readonly notes: readonly string[];
}

/**
 * Writes a blob's weights under the names of ncps or torch.nn. PyTorch then computes what the interpreter computes with the
 * stored weights, from raw inputs. A number that several tensors share (two biases, a common factor of LTC's c, g and w) may
 * be divided among them differently than in training.
 * @param blob one that the interpreter accepts: what `open` checks is not checked again
 * @throws ImportError if PyTorch has no class for the model, or if the blob does not say what it was made from;
 * RangeError for an unknown cell or unknown options of a cell
 */
export function exportModel(blob: Uint8Array, options: { file: string }): Exported {
  checkArgument('exportModel', 'blob', blob, bytes, importError);
  checkOptions('exportModel', options, { file: needed(text) }, importError);
  const { file } = options;
  const source = sourceOf(blob, file);
  const { spec, contents } = source;
  if (spec.residual)
    throw new ImportError(
      `${file}: it adds inputs to its outputs, as --learn change does, and PyTorch's classes do not: export it with --onnx or --torch`,
    );
  const found = classOf(spec, file);
  const absorbed = new Map(withScale(source));
  const { spec: plain, notes } = found.absorb(spec, absorbed);
  const network = buildNetwork(plain);
  const shapeOf = (name: string) => {
    const shape = network.parameters.find((parameter) => parameter.name === name)?.shape;
    if (!shape) throw new TypeError(`no parameter "${name}"`);
    return shape;
  };
  const dense = spec.readout !== 'none';
  const prefix = dense ? found.module : '';
  const trained = found.entries(plain).map((entry) => ({
    ...toTensor(entry, absorbed.get(entry.parameter) as Float64Array, shapeOf(entry.parameter)),
    name: prefix + entry.tensor,
  }));
  const fixed = found.fixed(plain).map((one) => ({ ...one, name: prefix + one.name }));
  const readout = dense
    ? ['W', 'b'].map((part) => ({
        name: part === 'W' ? 'fc.weight' : 'fc.bias',
        shape: shapeOf(`readout.${part}`),
        data: absorbed.get(`readout.${part}`) as Float64Array,
      }))
    : [];
  const config = found.config(plain);
  return {
    bytes: writeSafetensors([...trained, ...fixed, ...readout], { format: 'pt', ...described(config) }),
    config,
    notes: [...notes, ...notesOn(spec, found), ...startNotes(contents), ...originNotes(contents)],
  };
}

/** Notes on the outputs and the wiring. */
function notesOn(spec: ResolvedSpec, found: ModelClass): string[] {
  const { layers, outputs, readout } = spec;
  const width = found.outputs(spec);
  const wiring = layers[0].cell.options?.wiring as WiringDescription | undefined;
  const neurons = wiring && buildWiring(wiring, { inputs: spec.inputs, units: layers[0].units }).layers;
  return [
    ...(readout === 'softmax' ? ['take the softmax of what fc gives'] : []),
    ...(readout === 'none' && outputs < width ? [`take the first ${outputs} of its ${width} outputs`] : []),
    ...(neurons
      ? [
          `construct it with a wiring of ${neurons.map(({ name, units }) => `${units.length} ${name}`).join(', ')} neurons; ` +
            'which synapses there are, the masks among the tensors say',
        ]
      : []),
  ];
}

/** A note on states that start elsewhere than at 0: no class keeps that. */
function startNotes(contents: ReadContents): string[] {
  if (!contents.initialState) return [];
  const names = contents.ports.flatMap(({ kind, name }) => (kind === 'state' ? [name] : []));
  const starts = startsOf(contents).map((start, i) => `${names[i]} = [${Array.from(start).join(', ')}]`);
  return [`call it with the state that the model starts from, not from zeros: ${starts.join('; ')}`];
}

/** Notes on what to do with inputs and outputs in double precision. */
function originNotes({ origins }: ReadContents): string[] {
  const note = (side: 'inputs' | 'outputs', what: string): string[] => {
    const numbers = origins?.[side].map(({ origin }) => origin) ?? [];
    return numbers.some((origin) => origin !== 0) ? [`${what} in float64: ${numbers.join(', ')}`] : [];
  };
  return [
    ...note('inputs', 'before inputs become float32, subtract their origins from them'),
    ...note('outputs', 'add their origins to the outputs'),
  ];
}

const described = ({ class: name, args }: Exported['config']) => ({
  class: name,
  args: JSON.stringify(args),
});

function classOf(spec: ResolvedSpec, file: string): ModelClass {
  const found = classes.find((one) => one.writes(spec));
  if (found) return found;
  const layers = spec.layers
    .map(({ cell, integrator }) => [cell.name, integrator?.name].filter(Boolean).join(' with '))
    .join(', ');
  throw new ImportError(
    `${file}: PyTorch has no class for ${layers}; ncps and torch.nn have ltc-synaptic with semi-implicit, cfc, cfc-wired, ` +
      'and any number of alike lstm, gru or rnn layers; --onnx and --torch export every model',
  );
}

/** Puts the scale of the outputs into the read-out, unless it is there already. */
function withScale({ parameters, constants }: Recovered): ParameterValues {
  const deviation = constants.get('output.deviation');
  const mean = constants.get('output.mean');
  const W = parameters.get('readout.W');
  const b = parameters.get('readout.b');
  if (!W || !b) return parameters;
  const columns = W.length / b.length;
  const scale = (r: number): number => deviation?.[r] ?? 1;
  return new Map(parameters)
    .set(
      'readout.W',
      W.map((w, i) => w * scale(Math.floor(i / columns))),
    )
    .set(
      'readout.b',
      b.map((x, r) => x * scale(r) + (mean?.[r] ?? 0)),
    );
}

function toTensor({ as }: Entry, data: Float64Array, shape: readonly number[]) {
  const [rows, columns = 1] = shape;
  if (as === 'row') return { shape: [1, rows], data };
  if (as !== 'transposed') return { shape, data };
  return {
    shape: [columns, rows],
    data: Float64Array.from(data, (_, i) => data[(i % rows) * columns + Math.floor(i / rows)]),
  };
}
