import { type CellName, cells } from '../cells/index.ts';
import { checkOptions } from '../check/options.ts';
import type { Split } from '../data/split.ts';
import { integrators } from '../integrators/index.ts';
import type { Layer, ResolvedSpec } from '../network/network.ts';
import { fieldDefaults } from '../network/spec.ts';
import { type WeightType, weightTypes } from '../quantise/types.ts';
import { defaults, strideOf } from '../train/defaults.ts';
import { crossEntropy, losses } from '../train/losses.ts';
import { trainRules } from '../train/options.ts';
import type { PruneOptions } from '../train/pruning.ts';
import { regularisers } from '../train/regularisers.ts';
import { fitting, type Task } from '../train/task.ts';
import type { TrainOptions } from '../train/trainer.ts';
import { wirings } from '../wiring/index.ts';
import { choice, list, number, UsageError } from './usage.ts';

/** Flags of the commands that train: how they do. */
export const learningFlags = {
  epochs: { type: 'string', description: 'Passes over the training data', default: String(defaults.epochs) },
  rate: { type: 'string', description: "Adam's rate", default: String(defaults.rate) },
  schedule: { type: 'string', description: 'cosine or constant', default: String(defaults.schedule) },
  batch: { type: 'string', description: 'Windows per update', default: String(defaults.batch) },
  window: { type: 'string', description: 'Steps of a training window', default: String(defaults.window) },
  stride: { type: 'string', description: 'Steps between windows; by default half a window' },
  warmup: {
    type: 'string',
    description: 'First steps of a window without a loss',
    default: String(defaults.warmup),
  },
  forcing: {
    type: 'string',
    description: 'Share of the data in what is read; the rest is fed back',
    default: String(defaults.forcing),
  },
  loss: { type: 'string', description: losses.map((l) => l.name).join(', '), default: 'mse' },
  regularise: {
    type: 'string',
    description: `Penalties, as mdl=0.01: ${regularisers.map((r) => r.name).join(', ')}`,
  },
  patience: {
    type: 'string',
    description: 'Stop after so many epochs without improvement; 0: never',
    default: String(defaults.patience),
  },
  seed: { type: 'string', description: 'The same seed gives the same bits', default: String(defaults.seed) },
} as const;

/** The flags of `train` as they were typed, defaults filled in. */
export interface TrainFlags extends LearningFlags {
  readonly cell: string;
  readonly 'cell-options'?: string;
  readonly wiring?: string;
  readonly units: string;
  readonly layers: string;
  readonly integrator?: string;
  readonly unfolds?: string;
  readonly 'scale-outputs': string;
}

/** Those of them that say how to train. */
export interface LearningFlags {
  readonly epochs: string;
  readonly rate: string;
  readonly schedule: string;
  readonly batch: string;
  readonly window: string;
  readonly stride?: string;
  readonly warmup: string;
  readonly forcing: string;
  readonly loss: string;
  readonly regularise?: string;
  readonly patience: string;
  readonly seed: string;
  readonly weights?: string;
  readonly qat?: string;
  readonly prune?: string;
}

/** The model that the flags ask for. @throws UsageError */
export function modelSpec(
  args: TrainFlags,
  task: Task,
  parts: Split,
  classes: number,
  scaling: 'each' | 'common',
): ResolvedSpec {
  const cellName = choice<CellName>('cell', args.cell, Object.keys(cells) as CellName[]);
  const make = cells[cellName] as (options?: object) => Layer['cell'];
  const cell = make({ ...pairs('cell-options', args['cell-options']), ...wiringOption(args.wiring) });
  const layer: Layer = {
    cell,
    units: number('units', args.units, { least: 1, whole: true }),
    ...(cell.kind === 'field' ? steppedBy(args) : {}),
  };
  if (cell.kind === 'map')
    for (const flag of ['integrator', 'unfolds'] as const)
      if (args[flag] !== undefined)
        throw new UsageError(
          `--cell ${cellName} is a map, stepped once: leave --${flag} out, or take a field`,
        );
  const { outputNormalisation, ...fitted } = fitting(parts.train, task);
  let { deviation } = outputNormalisation;
  if (scaling === 'common') {
    const square = Array.from(deviation).reduce((sum, d) => sum + d * d, 0) / deviation.length;
    deviation = Array.from(deviation).fill(Math.sqrt(square));
  }
  return {
    ...fitted,
    ...(classes && { outputs: classes }),
    layers: Array.from({ length: number('layers', args.layers, { least: 1, whole: true }) }, () => layer),
    readout: classes ? 'softmax' : 'dense',
    ...(!classes && { outputNormalisation: { ...outputNormalisation, deviation } }),
  };
}

/** How a field is stepped. @throws UsageError */
function steppedBy({ integrator, unfolds }: TrainFlags): Pick<Layer, 'integrator' | 'unfolds'> {
  const names = integrators.map(({ name }) => name);
  const name = choice('integrator', integrator ?? fieldDefaults.integrator, names);
  return {
    integrator: integrators.find((one) => one.name === name),
    unfolds: number('unfolds', unfolds ?? String(fieldDefaults.unfolds), { least: 1, whole: true }),
  };
}

/** The type of the blob's weights, and the one to train with, if any. @throws UsageError */
export function weightsOf({ weights, qat }: LearningFlags): { weights: WeightType; qat: WeightType | null } {
  const trained = qat === undefined ? null : choice('weight type', qat, weightTypes);
  const stored = choice('weight type', weights ?? qat ?? 'f32', weightTypes);
  if (trained && stored !== trained)
    throw new UsageError(
      `--qat ${trained} trains for a blob in ${trained}, not in ${stored}: leave --weights out, or give --qat ${stored}`,
    );
  return { weights: stored, qat: trained };
}

/** `0.8:from=10,until=40` → { sparsity: 0.8, from: 10, until: 40 }. @throws UsageError */
function pruneOption(given: string): PruneOptions {
  const [sparsity, ...rest] = given.split(':');
  const epochs = pairs('prune', rest.join(':'));
  for (const key of Object.keys(epochs)) choice('key of --prune', key, ['from', 'until']);
  return { sparsity: number('prune', sparsity), ...epochs };
}

/** How the flags ask to train. @throws UsageError */
export function trainOptions(args: LearningFlags, classes: number, task: Task): TrainOptions {
  const whole = (flag: keyof LearningFlags, least: number) =>
    number(flag, String(args[flag]), { least, whole: true });
  const window = whole('window', 1);
  const name = choice(
    'loss',
    args.loss,
    losses.map((l) => l.name),
  );
  if (classes && name !== 'mse' && name !== crossEntropy.name)
    throw new UsageError(`--loss ${name} does not go with --classes, which are learnt by cross-entropy`);
  if (!classes && losses.find((l) => l.name === name)?.classes)
    throw new UsageError(`--loss ${name} needs --classes N`);
  const { qat } = weightsOf(args);
  const forcing = number('forcing', args.forcing, { least: 0 });
  if (forcing < 1 && (classes || !task.ahead || task.outputs.join() !== task.inputs.join()))
    throw new UsageError(
      `--forcing ${args.forcing} feeds predictions back as inputs: it needs --predict-next of every column, in their order`,
    );
  const options: TrainOptions = {
    ...(qat && { qat }),
    ...(args.prune !== undefined && { prune: pruneOption(args.prune) }),
    loss: classes ? crossEntropy : losses.find((l) => l.name === name),
    epochs: whole('epochs', 1),
    rate: number('rate', args.rate, { least: 0 }),
    schedule: choice('schedule', args.schedule, ['cosine', 'constant'] as const),
    batch: whole('batch', 1),
    window,
    stride: args.stride === undefined ? strideOf(window) : whole('stride', 1),
    warmup: whole('warmup', 0),
    forcing,
    patience: whole('patience', 0),
    seed: whole('seed', 0),
    regularisers: list(args.regularise).map((term) => {
      const [key, weight = ''] = term.split('=');
      const found = choice(
        'regulariser',
        key,
        regularisers.map((r) => r.name),
      );
      return {
        regulariser: regularisers.find((r) => r.name === found) as (typeof regularisers)[number],
        weight: number(`regularise ${key}=`, weight),
      };
    }),
  };
  checkOptions('train', options, trainRules, (message) => {
    throw new UsageError(message);
  });
  return options;
}

/** `mode=no_gate,backboneLayers=1` → { mode: 'no_gate', backboneLayers: 1 }. @throws UsageError naming the flag */
function pairs(flag: string, given: string | undefined): Record<string, unknown> {
  return Object.fromEntries(
    list(given).map((pair) => {
      const [key, value] = pair.split('=');
      if (value === undefined) throw new UsageError(`--${flag} needs pairs as key=value, not "${pair}"`);
      if (value === 'true' || value === 'false') return [key, value === 'true'];
      return [key, Number.isNaN(Number(value)) ? value : Number(value)];
    }),
  );
}

/** `auto-ncp:outputs=4` → { wiring: { type: 'auto-ncp', outputs: 4 } }; nothing without a wiring. @throws UsageError */
function wiringOption(given: string | undefined): { wiring?: object } {
  if (given === undefined) return {};
  const [type, ...rest] = given.split(':');
  const types = Object.keys(wirings).filter((name) => name !== 'matrices');
  return { wiring: { type: choice('wiring', type, types), ...pairs('wiring', rest.join(':')) } };
}
