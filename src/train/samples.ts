/** Makes sequences of a dataset: what a task reads and predicts of each recording. */

import { DataError } from '../check/data-error.ts';
import { type MissingPolicy, missingPolicies } from '../check/missing.ts';
import { checkArgument, checkOptions, fields, isObject } from '../check/options.ts';
import { flag, listOf, needed, numbers, oneOf, type Rules, rule, text, whole } from '../check/rules.ts';
import { missingShares, policies, withMask } from '../data/gaps.ts';
import type { Dataset, Recording } from '../data/sequence.ts';
import { statistics } from '../data/split.ts';
import { quantilesRule } from './losses/quantile.ts';
import type { Sequence } from './sequence.ts';
import { type Gaps, sourcesOf, type Task } from './task.ts';

const gapRules: Rules<Gaps> = {
  policy: needed(oneOf(missingPolicies)),
  means: needed(numbers()),
  masked: needed(listOf(whole(0))),
};

const taskRules = (channels: readonly string[]): Rules<Task> => ({
  inputs: needed(listOf(text)),
  outputs: needed(listOf(text)),
  targets: needed(listOf(oneOf(channels))),
  leads: needed(listOf(whole(0))),
  ahead: needed(flag),
  known: needed(
    rule('whole numbers of samples ahead, by channel', (x) =>
      isObject(x)
        ? Object.values(x).every((leads) => Array.isArray(leads) && leads.every(Number.isInteger))
        : false,
    ),
  ),
  label: needed(oneOf(['per-step', 'per-recording'])),
  learn: needed(oneOf(['values', 'change'])),
  quantiles: quantilesRule,
  gaps: fields(gapRules),
});

/**
 * A task that fills what is missing in its inputs. With `mask` it has two more inputs for each input that has gaps in the
 * training part: `NAME missing`, 1 or 0, and `NAME since`, the time since the last value, or since the start.
 * @param training the part of the dataset to learn from: its means stand in before a recording's first value
 * @throws RangeError for a channel that the dataset lacks, or that has no value
 */
export function withGaps(task: Task, training: Dataset, policy: MissingPolicy): Task {
  checkArgument('withGaps', 'policy', policy, oneOf(missingPolicies));
  checkTask('withGaps', task, training);
  const sources = sourcesOf(task);
  const inputs = task.inputs.slice(0, sources.length);
  const { mean } = statistics(training);
  const means = sources.map(({ channel }) => mean[training.channels.indexOf(channel)]);
  const empty = means.findIndex(Number.isNaN);
  if (empty >= 0) throw new RangeError(withoutValue(sources[empty].channel));
  const gappy = missingShares(training);
  const masked = sources.flatMap(({ channel }, i) => (policy === 'mask' && gappy.has(channel) ? [i] : []));
  const derived = masked.flatMap((i) => [`${inputs[i]} missing`, `${inputs[i]} since`]);
  const taken = derived.find((name) => inputs.includes(name));
  if (taken !== undefined)
    throw new RangeError(
      `channel "${taken}" has the name of what mask adds: rename it, or take another policy`,
    );
  return { ...task, inputs: [...inputs, ...derived], gaps: { policy, means, masked } };
}

export const withoutValue = (channel: string): string =>
  `channel "${channel}" has no value in the training part: leave it out`;

/**
 * One sequence for each recording. Inputs that are missing are filled as `task.gaps` says; targets that are missing, or lie
 * beyond the end, are NaN. Rows at the end that have no target for that reason, or of which a known input lies beyond the
 * end, are left out, and so are recordings without any row. Rows whose targets lie in the context of a recording only warm up:
 * `scoredFrom` is the first row of which no target does.
 * @throws RangeError for channels that the dataset lacks
 * @throws DataError for an input that is missing if nothing fills it, or a recording with several labels
 */
export function sequencesOf(dataset: Dataset, task: Task): Sequence[] {
  checkTask('sequencesOf', task, dataset);
  const { gaps, inputs } = task;
  const fill = policies[gaps?.policy ?? 'error'];
  const filling = {
    names: inputs,
    means: gaps?.means ?? new Float64Array(inputs.length),
    masked: gaps?.masked ?? [],
  };
  return dataset.recordings.flatMap(({ name, ...recording }) => {
    const length = rowsOf(recording, task);
    if (length <= 0) return [];
    const values = readings(recording, dataset.channels, task, length);
    const filled = fill({ name, values, dt: recording.dt?.slice(0, length) ?? null }, filling);
    const { rows, dt } = filled;
    const left = rows ? rows.length : length;
    if (left === 0) return [];
    const targets = targetsOf(
      { name, ...recording },
      dataset.channels,
      task,
      rows ?? Int32Array.from({ length }, (_, t) => t),
    );
    const made = { length: left, inputs: filled.values, targets, dt };
    return [recording.context ? { ...made, scoredFrom: scoredFrom(recording.context, task, rows) } : made];
  });
}

/** The first row whose targets all lie behind the context. */
function scoredFrom(context: number, { leads }: Task, rows: Int32Array | null | undefined): number {
  const first = Math.max(0, context - Math.min(...leads));
  return rows ? rows.filter((row) => row < first).length : first;
}

/**
 * The inputs of each recording as they were measured, NaN where missing: [rows × inputs], the rows that `sequencesOf` fills.
 */
export function measuredOf(dataset: Dataset, task: Task): { readonly inputs: Float64Array }[] {
  checkTask('measuredOf', task, dataset);
  return dataset.recordings.flatMap((recording) => {
    const length = rowsOf(recording, task);
    if (length <= 0) return [];
    const values = readings(recording, dataset.channels, task, length);
    const masked = task.gaps?.masked ?? [];
    const { name, dt } = recording;
    const width = sourcesOf(task).length;
    return [{ inputs: masked.length > 0 ? withMask({ name, values, dt }, width, masked) : values }];
  });
}

function checkTask(of: string, task: Task, { channels }: Dataset): void {
  checkOptions(of, task, taskRules(channels));
  const missing = sourcesOf(task).find(({ channel }) => !channels.includes(channel));
  if (missing) checkArgument(of, 'inputs', missing.channel, oneOf(channels));
  for (const key of ['targets', 'leads'] as const)
    if (task[key].length !== task.outputs.length)
      throw new RangeError(`${of}: ${key} must have one for each output`);
  const { gaps, inputs } = task;
  const width = inputs.length - 2 * (gaps?.masked.length ?? 0);
  if (gaps && (gaps.means.length !== width || gaps.masked.some((i) => i >= width)))
    throw new RangeError(`${of}: gaps does not fit the inputs: withGaps makes it`);
}

/** How many rows have a target or may have one, and all inputs. */
const rowsOf = ({ length }: Pick<Recording, 'length'>, task: Task): number =>
  length - Math.max(Math.min(...task.leads), ...sourcesOf(task).map(({ lead }) => lead));

/** The inputs of the first rows [length × inputs]. */
function readings(
  { values, channels: width }: Omit<Recording, 'name'>,
  channels: readonly string[],
  task: Task,
  length: number,
): Float64Array {
  const at = sourcesOf(task).map(({ channel, lead }) => lead * width + channels.indexOf(channel));
  const read = new Float64Array(length * at.length);
  for (let t = 0, i = 0; t < length; t++) for (const place of at) read[i++] = values[t * width + place];
  return read;
}

/** The targets of rows, NaN where missing. */
function targetsOf(
  recording: Recording,
  channels: readonly string[],
  task: Task,
  rows: Int32Array,
): Float64Array {
  const { values, channels: width } = recording;
  const at = task.targets.map((name, i) => task.leads[i] * width + channels.indexOf(name));
  const targets = new Float64Array(rows.length * at.length).fill(Number.NaN);
  if (task.label === 'per-recording') {
    at.forEach((c, i) => {
      targets[targets.length - at.length + i] = labelOf(recording, c, channels[c]);
    });
    return targets;
  }
  for (let t = 0, i = 0; t < rows.length; t++)
    for (const place of at) targets[i++] = values[rows[t] * width + place] ?? Number.NaN;
  return targets;
}

/** The one label of a recording; NaN if it has none. @throws DataError for several */
function labelOf({ name, values, channels }: Recording, c: number, channel: string): number {
  let label = Number.NaN;
  for (let i = c; i < values.length; i += channels) {
    if (Number.isNaN(values[i]) || values[i] === label) continue;
    if (!Number.isNaN(label))
      throw new DataError(
        `${name}: row ${Math.floor(i / channels)}: the label "${channel}" is ${values[i]} after ${label}: ` +
          'a recording has one label with --label per-recording; --label per-step learns one for each row',
      );
    label = values[i];
  }
  return label;
}

/** The named channels of a recording [samples × names]. */
export function columns(
  { values, channels: width, length }: Recording,
  channels: readonly string[],
  names: readonly string[],
): Float64Array {
  const indices = names.map((name) => channels.indexOf(name));
  const chosen = new Float64Array(length * names.length);
  for (let t = 0, i = 0; t < length; t++) for (const c of indices) chosen[i++] = values[t * width + c];
  return chosen;
}
