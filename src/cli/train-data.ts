import type { Dataset } from '../data/sequence.ts';
import { type Split, statistics } from '../data/split.ts';
import { monotoneChannels } from '../data/time.ts';
import type { Sequence } from '../train/sequence.ts';
import { defineTask, type Task } from '../train/task.ts';
import { parseData } from './data.ts';
import type { Notes } from './notes.ts';
import { type Parts, SCORED_FROM } from './train-report.ts';
import { list, UsageError } from './usage.ts';

/** The data that the flags ask for, and what is read and predicted. Warns of inputs that look like a time. */
export function readTask(
  notes: Notes,
  { file, time, inputs, target, ...flags }: DataFlags,
  bytes: Uint8Array,
): { dataset: Dataset; task: Task } {
  const targets = list(target);
  const read = inputs === undefined ? undefined : list(inputs);
  if (read?.length === 0) throw new UsageError('--inputs needs the names of columns, by comma');
  const columns = read && [...read, ...targets];
  const dataset = parseData(notes, file, bytes, {
    ...(time !== undefined && { time }),
    ...(columns && { columns }),
  });
  if (dataset.time && !flags['predict-next'] && dataset.channels.every((name) => targets.includes(name)))
    throw new UsageError(
      `${file}: "${dataset.time.name}" is taken as the time and every other column is a target, so nothing is left to read: ` +
        '--time none reads it, --predict-next reads what it predicts',
    );
  const task = defineTask(dataset.channels, targets, flags['predict-next'] ?? false, read);
  for (const name of monotoneChannels(dataset))
    if (task.inputs.includes(name))
      notes.say(
        `${file}: input "${name}" only rises or only falls, as a time or a counter does: --time ${name} takes it as the time, ` +
          '--inputs NAMES names the columns to read without it',
      );
  return { dataset, task };
}

/** Flags that say what is read of a file, and predicted. */
interface DataFlags {
  readonly file: string;
  readonly time?: string;
  readonly inputs?: string;
  readonly target?: string;
  readonly 'predict-next'?: boolean;
}

/** Refuses data that leave nothing to learn from or to score on, or that f32 cannot hold. */
export function checkData(file: string, parts: Split, data: Parts): void {
  for (const [name, least] of [
    ['train', 1],
    ['validation', 1],
    ['test', SCORED_FROM + 1],
  ] as const)
    if (!data[name].some((s) => s.length >= least))
      throw new UsageError(
        `${file}: too few samples: the ${name} part needs a recording with ${least} step${least > 1 ? 's' : ''} or more`,
      );
  const { mean, std } = statistics(parts.train);
  parts.train.channels.forEach((name, c) => {
    if (![mean[c], std[c], 1 / std[c]].every((x) => Number.isFinite(Math.fround(x))))
      throw new UsageError(
        `${file}: column "${name}" has a mean of ${mean[c].toPrecision(3)} and a deviation of ${std[c].toPrecision(3)}, ` +
          'beyond 32-bit floats: scale it',
      );
  });
}

/** @throws UsageError for more than one target, or one that is no class */
export function checkClasses(sequences: readonly Sequence[], classes: number, task: Task): void {
  if (task.outputs.length !== 1) throw new UsageError('--classes needs exactly one target column');
  for (const { targets } of sequences)
    for (const label of targets)
      if (!Number.isInteger(label) || label < 0 || label >= classes)
        throw new UsageError(
          `column "${task.outputs[0]}" holds ${label}: classes are whole numbers from 0 to ${classes - 1}`,
        );
}
