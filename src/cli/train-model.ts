import { type CellName, cells } from '../cells/index.ts';
import { anything, oneOf, positive, whole } from '../check/rules.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { recover } from '../compile/recover.ts';
import type { Dataset } from '../data/sequence.ts';
import { layersOf, statisticsOf } from '../format/layers.ts';
import type { ReadContents } from '../format/read.ts';
import { type Reading, readingOf } from '../format/reading.ts';
import { integrators } from '../integrators/index.ts';
import { buildNetwork, type Network, type ResolvedSpec } from '../network/network.ts';
import { fieldDefaults, layerRules, resolve } from '../network/spec.ts';
import { type TimeScales, withSubsteps } from '../train/first-values.ts';
import { fitting } from '../train/fitting.ts';
import type { Task } from '../train/task.ts';
import { wirings } from '../wiring/index.ts';
import { openBlob } from './blob.ts';
import { UsageError } from './failure.ts';
import { choice, type Details, flag, number, pairs, ruled, text, type Values } from './flags/flag.ts';
import { strange } from './interval.ts';
import type { Notes } from './terminal.ts';

/** Flags that choose the model. */
export const modelFlags = {
  cell: choice(Object.keys(cells) as CellName[], { help: 'Cell of every layer', default: 'ltc' }),
  'cell-options': flag<Record<string, unknown>, Details>(anything, pairs, {
    help: 'Options of the cell, such as mode=no_gate,backboneLayers=1',
    hint: 'KEY=VALUE,…',
  }),
  wiring: flag<object, Details>(anything, wired, {
    help: 'Wiring of ltc-synaptic and cfc-wired: fully-connected, random:sparsity=0.5, auto-ncp:outputs=4, ncp:…',
    hint: 'TYPE:OPTIONS',
  }),
  units: number(layerRules.units, { help: 'Units per layer', default: '16' }),
  layers: number(whole(1), { help: 'Layers in the stack', default: '1' }),
  integrator: choice(
    integrators.map(({ name }) => name),
    { help: 'How to step a cell that is an ODE', otherwise: fieldDefaults.integrator },
  ),
  unfolds: number(layerRules.unfolds, {
    help: 'Substeps per step of an ODE cell',
    otherwise: `${fieldDefaults.unfolds}; a sixth of the shortest time constant of --tau-init`,
  }),
  'initial-state': choice(['zero', 'trained'], {
    help: 'Where states start: at zero, or where training puts them',
    default: 'zero',
  }),
  interval: number(positive, {
    help: 'Time between samples that cells see as 1, in the unit of the data',
    otherwise: 'the median interval',
  }),
  'scale-outputs': choice(['each', 'common'], {
    help: 'How to scale outputs: each by itself, so that all count alike, or in common (raw MSE)',
    default: 'each',
  }),
  from: text({ help: 'Start from the weights of this blob of the same model', hint: 'FILE' }),
};

/** `auto-ncp:outputs=4` → { type: 'auto-ncp', outputs: 4 }. @throws UsageError */
function wired(given: string, name: string): object {
  const [type, ...rest] = given.split(':');
  const types = Object.keys(wirings).filter((wiring) => wiring !== 'matrices');
  return { type: ruled(name, oneOf(types), type), ...pairs(rest.join(':'), name) };
}

/**
 * Builds the model that the flags and the data ask for.
 * @param training part of the data, which scales inputs and outputs
 * @param classes number of classes; 0 for numbers
 * @throws RangeError for options that the cell lacks
 */
export function modelSpec(
  args: Values<typeof modelFlags> & { readonly 'tau-init'?: TimeScales | null },
  task: Task,
  training: Dataset,
  classes: number,
): ResolvedSpec {
  const { cell, wiring, units, integrator, unfolds, interval } = args;
  const layer = {
    cell,
    options: { ...args['cell-options'], ...(wiring && { wiring }) },
    units,
    ...(integrator && { integrator }),
    ...(unfolds !== undefined && { unfolds }),
    ...(args['initial-state'] === 'trained' && { initialState: 'trained' as const }),
  };
  const { outputNormalisation, ...fitted } = fitting(training, task);
  let { deviation } = outputNormalisation;
  if (args['scale-outputs'] === 'common') {
    const square = Array.from(deviation).reduce((sum, d) => sum + d * d, 0) / deviation.length;
    deviation = Array.from(deviation).fill(Math.sqrt(square));
  }
  const layers = Array.from({ length: args.layers }, () => layer);
  const spec = resolve(
    {
      ...fitted,
      ...(interval !== undefined && { interval }),
      ...(classes && { outputs: classes }),
      layers,
      readout: classes ? 'softmax' : 'dense',
      ...(!classes && { outputNormalisation: { ...outputNormalisation, deviation } }),
    },
    'train',
  );
  return withSubsteps(spec, layers, args['tau-init']);
}

/** A model to train, and its initial weights; null if they are drawn. */
export interface Start {
  readonly spec: ResolvedSpec;
  readonly network: Network;
  readonly from: ParameterValues | null;
  /** The bytes of the blob with these weights. */
  readonly files: readonly Uint8Array[];
}

/** A blob to start from. */
export interface StartingBlob {
  readonly file: string;
  readonly blob: Uint8Array;
  readonly metadata: ReadContents['metadata'];
  readonly reading: Reading;
}

/** @param path of the blob to start from, if there is one. @throws FileError */
export async function sourceOf(notes: Notes, path: string | undefined): Promise<StartingBlob | null> {
  if (path === undefined) return null;
  const { blob, contents, model } = await openBlob(path, notes.say);
  const reading = readingOf(contents.metadata, model);
  model.dispose();
  return { file: path, blob, metadata: contents.metadata, reading };
}

/**
 * Starts from the weights of a blob, or from random ones. Keeps the blob's scaling of inputs and time, which its weights were
 * trained with. Scales outputs by the data, and adapts the read-out.
 * @param spec the model that the flags and the data ask for
 * @param inputs names of the input channels
 * @throws UsageError for a blob of another model, or of other inputs
 */
export function startOf(
  notes: Notes,
  source: StartingBlob | null,
  spec: ResolvedSpec,
  inputs: readonly string[],
): Start {
  if (source === null) return { spec, network: buildNetwork(spec), from: null, files: [] };
  const { file, blob, metadata, reading } = source;
  if (Array.isArray(metadata.inputs) && metadata.inputs.join() !== inputs.join())
    throw new UsageError(
      `--from ${file}: reads ${metadata.inputs.join(', ')}, but the inputs are ${inputs.join(', ')}`,
    );
  const said = strange(spec.interval ?? 1, reading.interval);
  if (said) notes.say(`--from ${file}: ${said}`);
  const { interval } = metadata;
  const scaled: ResolvedSpec = {
    ...spec,
    inputNormalisation: statisticsOf(metadata, spec.inputs),
    interval: typeof interval === 'number' ? interval : undefined,
  };
  const network = buildNetwork(scaled);
  const found = recover(blob, network);
  if (!found) {
    const layers = (layersOf(metadata) ?? []).map(({ cell, units, integrator, unfolds, initialState }) =>
      [
        ...[cell, `${units} units`],
        ...(integrator ? [integrator, `${unfolds ?? 1} unfolds`] : []),
        ...(initialState === 'trained' ? ['a trained initial state'] : []),
      ].join(', '),
    );
    throw new UsageError(
      `--from ${file}: is another model than the flags ask for: give the flags of its training` +
        (layers.length > 0 ? `; it has ${layers.join(' + ')}` : '') +
        (reading.learnedChange ? ', and was trained with --learn change' : ''),
    );
  }
  return { spec: scaled, network, from: found.parameters, files: [blob] };
}
