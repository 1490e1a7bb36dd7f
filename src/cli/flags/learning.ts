/**
 * Flags of the commands that train. Each flag is an option of `train`. The library's `trainRules` and `defaults` decide its
 * accepted values and its default.
 */
import { finite, oneOf } from '../../check/rules.ts';
import { defaults } from '../../train/defaults.ts';
import { type Loss, type LossName, losses, quantile, settableLosses } from '../../train/losses/index.ts';
import { type Optimiser, type OptimiserName, optimisers } from '../../train/optimisers.ts';
import { type TrainOptions, trainRules } from '../../train/options.ts';
import { type RegulariserName, regularisers } from '../../train/regularisers.ts';
import { type ScheduleName, schedules } from '../../train/schedules.ts';
import { presentOf, type Task } from '../../train/task.ts';
import { UsageError } from '../failure.ts';
import {
  choice,
  type Details,
  type Flag,
  flag,
  list,
  numberIn,
  on,
  optionsOf,
  pairs,
  ruled,
  type Values,
} from './flag.ts';
import { anyName, madeIn } from './settings.ts';

type Defaulted<K, D> = D extends { readonly otherwise: string }
  ? unknown
  : K extends keyof typeof defaults
    ? { readonly default: string }
    : unknown;

/** @param read parses the text for the option's rule */
function option<K extends keyof TrainOptions, const D extends Details>(
  key: K,
  read: (given: string, name: string) => unknown,
  details: D,
) {
  const isFixed = key in defaults && details.otherwise === undefined;
  const standard = isFixed && { default: String(defaults[key as keyof typeof defaults]) };
  const made = flag(trainRules[key], read, { hint: 'N', ...details, ...standard, option: key });
  return made as Flag<NonNullable<TrainOptions[K]>> & D & { readonly option: K } & Defaulted<K, D>;
}

const asText = (given: string): string => given;
const lossNames = losses.map(({ name }) => name);

export const learning = {
  epochs: option('epochs', numberIn, {
    help: 'Passes over the training data, at most',
    otherwise: 'as many as --patience and --time-limit allow',
  }),
  updates: option('updates', numberIn, {
    help: 'Updates, at most: an epoch is one for each --batch of windows',
    otherwise: 'as many as --patience and --time-limit allow',
  }),
  patience: option('patience', numberIn, {
    help: 'End after so many updates without a better validation loss; 0: never',
    otherwise: '2000, or 0 with --epochs or --updates',
  }),
  'time-limit': option('timeLimit', numberIn, {
    help: 'End after so many seconds',
    otherwise: '600, or none with --epochs or --updates',
  }),
  rate: option('rate', numberIn, {
    help: "The optimiser's rate",
    otherwise: '0.03 for cells that are ODEs, 0.01 for others',
  }),
  optimiser: flag<Optimiser | OptimiserName, Details & { readonly option: 'optimiser' }>(
    anyName(Object.keys(optimisers)),
    madeIn<Optimiser>(optimisers, Object.keys(optimisers)),
    {
      help: 'Optimiser, with its settings as in adamw:beta1=0.9,beta2=0.99',
      otherwise: 'adamw',
      hint: 'NAME:SETTINGS',
      option: 'optimiser',
    },
  ),
  'rate-warmup': option('rateWarmup', numberIn, { help: 'Updates over which the rate rises from 0' }),
  schedule: choice<
    ScheduleName,
    { readonly help: string; readonly otherwise: string; readonly option: 'schedule' }
  >(
    schedules.map(({ name }) => name),
    {
      help: 'How the learning rate falls',
      otherwise: 'cosine with --epochs or --updates, else plateau',
      option: 'schedule',
    },
  ),
  'tau-init': option('tauInit', range, {
    help: 'Time constants that units start with, in usual intervals, or none: as the cell has them',
    otherwise: '1:WINDOW for cells that are ODEs, and with one label a recording; else none',
    hint: 'FROM:TO',
  }),
  clip: option('clip', numberIn, { help: 'Largest norm of a gradient' }),
  decay: option('decay', numberIn, {
    help: 'Weight decay: with adamw each update shrinks matrices by the share rate · decay',
  }),
  batch: option('batch', numberIn, { help: 'Windows per update' }),
  window: option('window', numberIn, {
    help: 'Steps of a training window',
    otherwise: '32; where a recording has one label, all of it, or its last 1,000 steps',
  }),
  stride: option('stride', numberIn, { help: 'Steps between windows', otherwise: 'half a window' }),
  carry: on({
    help: 'Start a window from the state that the one before left: for memories longer than a window',
    option: 'carry',
  }),
  warmup: option('warmup', numberIn, { help: 'First steps of a window without a loss' }),
  forcing: option('forcing', numberIn, {
    help: 'Share of the recorded data in the inputs; the rest is fed back',
  }),
  loss: flag<Loss | LossName, Details & { readonly option: 'loss' }>(
    anyName(lossNames),
    madeIn<Loss>(settableLosses, lossNames),
    {
      help: 'Loss to minimise, with its settings as in huber:delta=1',
      otherwise: 'mse, or cross-entropy with --classes',
      hint: 'NAME:SETTINGS',
      option: 'loss',
    },
  ),
  'class-weights': option('classWeights', weightsIn, {
    help: 'How much each class counts in the loss, or balanced: as one over its count in training',
    otherwise: 'all alike',
    hint: 'A,B,…',
  }),
  'label-smoothing': option('labelSmoothing', numberIn, {
    help: 'Share of each label that is spread over all classes alike',
  }),
  regularise: option('regularisers', penalties, {
    help: `Penalties with their weights, such as mdl=0.01: ${regularisers.map(({ name }) => name).join(', ')}`,
    hint: 'NAME=WEIGHT,…',
  }),
  'input-dropout': option('inputDropout', numberIn, {
    help: 'Share of the inputs of each step that training replaces by their mean',
  }),
  'state-dropout': option('stateDropout', numberIn, {
    help: 'Share of the states of each window that no matrix reads in training',
  }),
  'input-noise': option('inputNoise', numberIn, {
    help: 'Noise that training adds to inputs, in deviations of each',
  }),
  scaling: option('scaling', numberIn, {
    help: 'Training scales each window by a factor from 1 − N to 1 + N, with targets that are its inputs ahead',
  }),
  stretch: option('stretch', numberIn, {
    help: 'Training reads each window at a speed from 1 / (1 + N) to 1 + N',
  }),
  seed: option('seed', numberIn, { help: 'The same seed gives the same bits' }),
};

/** Flags that make a model small while it trains. */
export const compressing = {
  qat: option('qat', asText, {
    help: 'Train with the weights as a blob of this type stores them',
    hint: 'TYPE',
  }),
  prune: option('prune', pruned, {
    help: 'Remove this share of the blocks of weights while training; with epochs as in 0.8:from=10,until=40',
    hint: 'SHARE',
  }),
};

/** `mdl=0.01` → [{ regulariser: 'mdl', weight: 0.01 }]. @throws UsageError */
function penalties(given: string, name: string) {
  return list(given).map((term) => {
    const [key, weight = ''] = term.split('=');
    const regulariser: RegulariserName = ruled(name, oneOf(regularisers.map((one) => one.name)), key);
    return { regulariser, weight: ruled<number>(`${name} ${key}=`, finite, numberIn(weight)) };
  });
}

/** `1,5,2` → [1, 5, 2] */
function weightsIn(given: string): unknown {
  const weights = list(given).map(numberIn);
  return weights.every((weight) => typeof weight === 'number') ? weights : given;
}

/** `2:32` → [2, 32]; `none` → null */
function range(given: string): unknown {
  if (given === 'none') return null;
  const ends = given.split(':').map(numberIn);
  return ends.length === 2 ? ends : given;
}

/** `0.8:from=10,until=40` → { sparsity: 0.8, from: 10, until: 40 }. @throws UsageError */
function pruned(given: string, name: string): object {
  const [sparsity, ...rest] = given.split(':');
  return { sparsity: numberIn(sparsity), ...pairs(rest.join(':'), name) };
}

export type Learning = Values<typeof learning> & Partial<Values<typeof compressing>>;

/**
 * Turns the flags into options for training.
 * @param classes number of classes; 0 for numbers
 * @throws UsageError for flags that do not go together; each value was checked when it was read
 */
export function trainOptions(args: Learning, classes: number, task: Task): TrainOptions {
  const { loss: asked, forcing } = args;
  const loss = typeof asked === 'object' ? asked.name : asked;
  const needsClasses = losses.some(({ name, classes: ofClasses }) => name === loss && ofClasses);
  if (classes && loss !== undefined && loss !== 'mse' && !needsClasses)
    throw new UsageError(`--loss ${loss} does not go with --classes, which train with cross-entropy`);
  if (!classes && needsClasses) throw new UsageError(`--loss ${loss} needs --classes N`);
  if (task.quantiles && asked !== undefined)
    throw new UsageError(`--loss ${loss}: --quantiles train with the loss of quantiles: leave --loss out`);
  for (const flag of ['class-weights', 'label-smoothing'] as const)
    if (!classes && args[flag]) throw new UsageError(`--${flag} needs --classes N`);
  if (forcing < 1 && (classes || !task.ahead || task.outputs.join() !== task.inputs.join()))
    throw new UsageError(
      `--forcing ${forcing} feeds predictions back as inputs: it needs --predict-next of every column, in their order`,
    );
  return {
    ...optionsOf({ ...learning, ...compressing }, args),
    ...(classes && { loss: 'cross-entropy' }),
    ...(args.scaling > 0 && !classes && { scaledTargets: presentOf(task) }),
    ...(task.quantiles && { loss: quantile(task.quantiles) }),
  };
}
