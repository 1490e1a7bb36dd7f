import { type MissingPolicy, missingPolicies } from '../check/missing.ts';
import { anything, whole } from '../check/rules.ts';
import { labelColumn, labelRecordings } from '../data/label-file.ts';
import { summaryLines } from '../data/look/lines.ts';
import { look } from '../data/look/look.ts';
import { constantNotes } from '../data/notes.ts';
import { recordings } from '../data/recordings.ts';
import type { RoleChoice } from '../data/role.ts';
import { rolesOf } from '../data/roles.ts';
import type { Dataset } from '../data/sequence.ts';
import { checkSingle } from '../data/single.ts';
import { wordsIn } from '../data/words.ts';
import type { Reading } from '../format/reading.ts';
import type { Table } from '../table/table.ts';
import { quantilesRule } from '../train/losses/quantile.ts';
import { defineTask, type Task, type TaskOptions } from '../train/task.ts';
import { UsageError } from './failure.ts';
import {
  choice,
  type Details,
  flag,
  list,
  names,
  number,
  numberIn,
  on,
  text,
  type Values,
} from './flags/flag.ts';
import { recordingFlags, recordingsOptionsOf, tableFlags } from './flags/table.ts';
import { dataFiles, tablesOf } from './tables.ts';
import type { Notes } from './terminal.ts';
import { type Classes, classesIn, classNames, countedClasses, countedLabels } from './train-classes.ts';

/** Flags that choose inputs and targets. */
export const dataFlags = {
  target: names({ help: 'Columns to predict, separated by commas' }),
  'predict-next': on({ help: 'Predict the next sample of the targets, or of every column' }),
  horizon: number(whole(1), { help: 'Predict the next N samples at once' }),
  lead: number(whole(1), { help: 'Predict the sample N steps ahead' }),
  learn: choice(['values', 'change'], {
    help: 'Learn the targets, or their change since the present sample',
    default: 'values',
  }),
  quantiles: flag<readonly number[], Details>(quantilesRule, shares, {
    help: 'Predict these quantiles of each target, such as 0.1,0.5,0.9: an output each, calibrated on the validation part',
    hint: 'Q,Q,…',
  }),
  classes: flag<Classes, Details>(anything, classesIn, {
    help: 'The target holds classes: how many, their names in order, or auto for what the data hold',
    otherwise: 'for a target of words auto',
    hint: 'N|NAMES|auto',
  }),
  label: choice(['per-step', 'per-recording'], {
    help: 'Whether each row has a target, or each recording one',
    otherwise: 'per-step, with --labels per-recording',
  }),
  labels: text({ help: 'File with a row for each recording: its name and its target', hint: 'FILE' }),
  inputs: names({
    help: 'Columns to read, separated by commas',
    otherwise: 'all others, and ahead of time all',
  }),
  known: names({
    help: 'Columns whose future is known, such as the hour: read at the samples that are predicted',
  }),
  'missing-policy': choice(missingPolicies, {
    help: 'What stands in for missing inputs: the last value, the mean, the last value with a mask, nothing, or an error',
    default: 'hold',
  }),
  ...recordingFlags,
  ...tableFlags,
};

/** `0.1,0.9` → [0.1, 0.9]; the text if that is no list of numbers. */
function shares(given: string): unknown {
  const found = list(given).map(numberIn);
  return found.every((share) => typeof share === 'number') ? found : given;
}

export type DataArguments = Values<typeof dataFlags> & { readonly files: readonly string[] };

/** The data of a training, and what it reads and predicts of them. Inputs that are missing are not filled yet. */
export interface TrainingData {
  readonly dataset: Dataset;
  readonly tables: readonly Table[];
  readonly task: Task;
  /** Names of the classes; null for numbers. */
  readonly labels: readonly string[] | null;
  readonly policy: MissingPolicy;
}

/**
 * Reads the data, and chooses inputs and targets by the flags. Says what was understood.
 * @param before how the blob to start from reads; null without one: its classes and words keep their order
 * @throws FileError, DataError, UsageError
 */
export async function readTask(
  notes: Notes,
  args: DataArguments,
  before: Reading | null,
): Promise<TrainingData> {
  const { horizon, lead, labels: labelFile } = args;
  const files = await dataFiles(notes, args.files, labelFile);
  const ahead = args['predict-next'] || horizon !== undefined || lead !== undefined;
  const { target = [], inputs, known, classes } = args;
  // "01" is not 1 where the names of classes say so
  const worded = typeof classes === 'object' && classes.some((name) => String(Number(name)) !== name);
  const more = worded ? { texts: [...(args.group ?? []), ...target] } : {};
  const tables = await tablesOf(notes, files, args, more);
  const [labelTable] = labelFile === undefined ? [] : await tablesOf(notes, [labelFile], args, more);
  const options = recordingsOptionsOf(args);
  const oneHot = before && before.oneHot.size > 0 ? Object.fromEntries(before.oneHot) : options.oneHot;
  const asked = before?.labels ?? (Array.isArray(classes) ? (classes as readonly string[]) : null);
  const named = asked ? Object.fromEntries(target.map((name) => [name, asked])) : target;
  const isLabelled =
    labelTable === undefined && target.length > 0 && (classes !== undefined || asked !== null);
  const chosen: RoleChoice = {
    ...pick(options, ['time', 'timeFormat', 'zone', 'group', 'ignore']),
    ...(oneHot && { oneHot }),
    ...(inputs && { inputs }),
    ...(known && { known }),
    ...(labelTable ? {} : { target, next: ahead }),
    ...(isLabelled && { labels: named }),
  };
  const roles = rolesOf(tables, chosen);
  const looked = look(tables, { ...chosen, ...pick(options, ['splitGap', 'sort', 'duplicates']) });
  for (const line of [...summaryLines(looked), ...looked.warnings]) notes.say(line);
  const whole = recordings(tables, {
    ...options,
    oneHot: roles.oneHot,
    labels: countedLabels(roles, classes),
    columns: roles.read,
  });
  const dataset = labelTable ? labelled(whole, labelTable, target[0], asked, classes) : whole;
  for (const note of [...(dataset.notes ?? []), ...constantNotes(tables[0].file, dataset)]) notes.say(note);
  checkSingle(dataset, tables[0].file, dataset.channels);
  const targets = labelTable ? [dataset.channels[dataset.channels.length - 1]] : roles.targets;
  const label = args.label ?? (labelTable ? 'per-recording' : 'per-step');
  const task = taskOf(dataset, args, { targets, label, inputs: roles.inputs, known: roles.known });
  const labels = classNames(notes, dataset, targets, { classes, isAhead: ahead }, asked);
  if (labels && task.quantiles)
    throw new UsageError('--quantiles are of numbers, and the target holds classes: leave one of them out');
  return { dataset, tables, task, labels, policy: args['missing-policy'] };
}

/** Recordings with the labels of a file. @throws DataError, UsageError */
function labelled(
  whole: Dataset,
  table: Table,
  target: string | undefined,
  asked: readonly string[] | null,
  classes: Classes | undefined,
): Dataset {
  const { name } = labelColumn(table, target);
  const names = countedClasses(name, asked ?? wordsIn([table], name, 'classes'), classes);
  return labelRecordings(whole, table, name, names);
}

const pick = <T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> =>
  Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as Pick<
    T,
    K
  >;

/** @throws UsageError if nothing is left to read */
function taskOf(
  dataset: Dataset,
  args: DataArguments,
  { targets, label, inputs, known }: Required<Pick<TaskOptions, 'targets' | 'label' | 'inputs' | 'known'>>,
): Task {
  const { horizon, lead, learn, quantiles } = args;
  const next = args['predict-next'];
  const isNow = !next && horizon === undefined && lead === undefined;
  if (isNow && targets.length === 0)
    throw new UsageError(
      args.classes === undefined
        ? 'say what to predict: --target NAMES, or --predict-next for the next sample of every column'
        : '--classes needs a target column: --target NAME',
    );
  if (isNow && inputs.length === 0 && targets.length > 0)
    throw new UsageError(
      dataset.time
        ? `"${dataset.time.name}" is taken as the time and every other column is a target or left out, so nothing is left to read: ` +
            '--time none reads it, --predict-next reads what it predicts'
        : 'every column is a target or left out, so nothing is left to read: --predict-next reads what it predicts',
    );
  return defineTask(dataset.channels, {
    ...{ targets, next, label, learn, known },
    ...(inputs.length > 0 && { inputs }),
    ...(horizon !== undefined && { horizon }),
    ...(lead !== undefined && { lead }),
    ...(quantiles && { quantiles }),
  });
}
