import type { MissingPolicy } from '../check/missing.ts';
import { meant } from '../check/nearest.ts';
import { checkArgument, checkOptions } from '../check/options.ts';
import { flag, listOf, oneOf, type Rules, text, whole } from '../check/rules.ts';
import { quantilesRule } from './losses/quantile.ts';

/** What a network reads of a dataset, and what it predicts. `defineTask` makes it. */
export interface Task {
  /**
   * Names of the inputs, in order: channels, those that are known ahead as `hour+12`, and after all others, of inputs with gaps
   * that are masked, `b missing` and `b since`.
   */
  readonly inputs: readonly string[];
  /** Names of the outputs, in order: channels, with a horizon or a lead as `y+12`. */
  readonly outputs: readonly string[];
  /** The channel of each output. */
  readonly targets: readonly string[];
  /** How many samples each output is ahead of the inputs; 0: the present one. */
  readonly leads: readonly number[];
  /** Whether an output is ahead. */
  readonly ahead: boolean;
  /** How many samples ahead channels are read that are known ahead. */
  readonly known: Readonly<Record<string, readonly number[]>>;
  /** Whether each sample has a target, or each recording one, for its last sample. */
  readonly label: 'per-step' | 'per-recording';
  /** Whether the network learns targets, or their change since the present sample, a residual. */
  readonly learn: 'values' | 'change';
  /** The quantiles of each target, ascending: an output each, `y@0.1`. Without them outputs are plain predictions. */
  readonly quantiles?: readonly number[];
  /** How inputs that are missing are filled; without it they are an error. `withGaps` adds it. */
  readonly gaps?: Gaps;
}

/** How a task fills inputs that are missing, as sessions of its model do. */
export interface Gaps {
  /**
   * `hold`: the last value, before the first the mean in training. `mean`: that mean. `mask`: as hold, with two more inputs for
   * each input with gaps, whether it is missing and the time since it was there. `drop-row`: leaves the row out; the interval of
   * the next one spans it. `error`: refuses.
   */
  readonly policy: MissingPolicy;
  /** Of the inputs in training, but for those of the mask. */
  readonly means: readonly number[];
  /** Indices of the inputs that had gaps in training, ascending; empty but for `mask`. */
  readonly masked: readonly number[];
}

export interface TaskOptions {
  /** Channels to predict. */
  readonly targets?: readonly string[];
  /** Predict the next sample, of every input without `targets`. Default false: the present one. */
  readonly next?: boolean;
  /** Channels to read, in order. Default: all; of a present sample all but the targets; in neither case those of `known`. */
  readonly inputs?: readonly string[];
  /** Predict the next samples up to this one, at least 1: an output for each, `y+1`, `y+2`, … */
  readonly horizon?: number;
  /** Predict the sample so many ahead, at least 1: `y+12`. */
  readonly lead?: number;
  /** Channels whose future is known, such as the hour: read at the samples that are predicted, as `hour+12`. */
  readonly known?: readonly string[];
  /** `per-recording`: one target for a recording, the last there is. Default `per-step`. */
  readonly label?: Task['label'];
  /** `change`: learn the difference to the present sample of each target, which is an input. Default `values`. */
  readonly learn?: Task['learn'];
  /** Quantiles to predict of each target, ascending, between 0 and 1: an output each, `y@0.1`. */
  readonly quantiles?: readonly number[];
}

const rules: Rules<TaskOptions> = {
  targets: listOf(text),
  next: flag,
  inputs: listOf(text),
  horizon: whole(1),
  lead: whole(1),
  known: listOf(text),
  label: oneOf(['per-step', 'per-recording']),
  learn: oneOf(['values', 'change']),
  quantiles: quantilesRule,
};

/**
 * Defines inputs and targets.
 * @param channels of the dataset
 * @throws RangeError naming an unknown channel, or one that is read and predicted at the same sample; if nothing is left to
 * read or to predict; for options that do not go together
 */
export function defineTask(channels: readonly string[], options: TaskOptions): Task {
  checkArgument('defineTask', 'channels', channels, listOf(text));
  checkOptions('defineTask', options, rules);
  const { targets = [], inputs: read, known = [], label = 'per-step', learn = 'values' } = options;
  for (const name of [...targets, ...(read ?? []), ...known])
    if (!channels.includes(name))
      throw new RangeError(`there is no channel "${name}"${meant(name, channels)}`);
  const steps = stepsOf(options);
  const inputs = steps === null ? readNow(channels, targets, read) : (read ?? without(channels, known));
  const predicted = steps !== null && targets.length === 0 ? inputs : targets;
  const leads = predicted.flatMap(() => steps ?? [0]);
  const ahead = known.flatMap((name) => (steps ?? []).map((step) => `${name}+${step}`));
  const plain: Task = {
    inputs: [...inputs, ...ahead],
    outputs: named(options) ? predicted.flatMap((name) => leadsOf(name, steps)) : predicted,
    targets: predicted.flatMap((name) => (steps ?? [0]).map(() => name)),
    leads,
    ahead: steps !== null,
    known: Object.fromEntries(known.map((name) => [name, steps ?? []])),
    ...{ label, learn },
  };
  const task = options.quantiles ? inQuantiles(plain, options.quantiles) : plain;
  checkTogether(task, known);
  return task;
}

/** A task with an output for each quantile of each of its targets. */
function inQuantiles(task: Task, quantiles: readonly number[]): Task {
  const each = <T>(list: readonly T[]): T[] => list.flatMap((one) => quantiles.map(() => one));
  return {
    ...task,
    outputs: task.outputs.flatMap((name) => quantiles.map((q) => `${name}@${q}`)),
    targets: each(task.targets),
    leads: each(task.leads),
    quantiles: [...quantiles],
  };
}

const without = (names: readonly string[], some: readonly string[]): readonly string[] =>
  names.filter((name) => !some.includes(name));
const named = ({ horizon, lead }: TaskOptions): boolean => horizon !== undefined || lead !== undefined;
const leadsOf = (name: string, steps: readonly number[] | null): string[] =>
  (steps ?? []).map((step) => `${name}+${step}`);

/** The steps ahead to predict; null for the present sample. */
function stepsOf({ next = false, horizon, lead }: TaskOptions): readonly number[] | null {
  if (horizon !== undefined && lead !== undefined)
    throw new RangeError('horizon predicts all samples up to one, lead only that: give one of them');
  if (horizon !== undefined) return Array.from({ length: horizon }, (_, i) => i + 1);
  return lead !== undefined ? [lead] : next ? [1] : null;
}

/** What is read to predict a present sample. */
function readNow(
  channels: readonly string[],
  targets: readonly string[],
  read?: readonly string[],
): readonly string[] {
  if (targets.length === 0)
    throw new RangeError('say what to predict: a target channel, or the next sample of every channel');
  const both = read?.find((name) => targets.includes(name));
  if (both !== undefined)
    throw new RangeError(
      `channel "${both}" is an input and a target at the same sample; predict the next sample, or leave it out of one`,
    );
  const inputs = read ?? without(channels, targets);
  if (inputs.length === 0)
    throw new RangeError(
      'every channel is a target, so nothing is left to read; predict the next sample instead',
    );
  return inputs;
}

function checkTogether(
  { inputs, outputs, targets, ahead, label, learn }: Task,
  known: readonly string[],
): void {
  for (const [names, what] of [
    [inputs, 'an input'],
    [outputs, 'a target'],
  ] as const) {
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) throw new RangeError(`channel "${twice}" is named twice as ${what}`);
  }
  if (inputs.length === 0) throw new RangeError('nothing is left to read: every channel is known ahead');
  if (known.length > 0 && !ahead)
    throw new RangeError('known names what is read ahead: predict ahead, with next, horizon or lead');
  const both = known.find((name) => targets.includes(name));
  if (both !== undefined)
    throw new RangeError(`channel "${both}" is known ahead and a target: leave it out of one`);
  if (label === 'per-recording' && ahead)
    throw new RangeError('a label of a whole recording is not ahead of it: leave out next, horizon and lead');
  const unread = learn === 'change' ? targets.find((name) => !ahead || !inputs.includes(name)) : undefined;
  if (unread !== undefined)
    throw new RangeError(
      `learn: the change of "${unread}" is from its present sample, ` +
        (ahead
          ? 'which is no input: read it too'
          : 'which is predicted: predict ahead, with next, horizon or lead'),
    );
}

/** A channel, and how many samples ahead it is read. */
interface Source {
  readonly channel: string;
  readonly lead: number;
}

/** What each input is of the dataset. Leaves out what is derived from gaps. */
export function sourcesOf({ inputs, known, gaps }: Task): Source[] {
  const ahead = new Map(
    Object.entries(known).flatMap(([channel, leads]) =>
      leads.map((lead): [string, Source] => [`${channel}+${lead}`, { channel, lead }]),
    ),
  );
  const count = inputs.length - 2 * (gaps?.masked.length ?? 0);
  return inputs.slice(0, count).map((channel) => ahead.get(channel) ?? { channel, lead: 0 });
}

/** For each output the index of the input with the present sample of its channel; null if it is not read. */
export const presentOf = (task: Task): (number | null)[] => {
  const sources = sourcesOf(task);
  return task.targets.map((name) => {
    const at = sources.findIndex(({ channel, lead }) => channel === name && lead === 0);
    return at < 0 ? null : at;
  });
};
