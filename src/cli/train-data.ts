import { whole } from '../check/rules.ts';
import { monotoneChannels } from '../data/monotone.ts';
import type { Dataset } from '../data/sequence.ts';
import { type Split, statistics } from '../data/split.ts';
import type { Origin } from '../format/write.ts';
import type { Sequence } from '../train/sequence.ts';
import { defineTask, type Task } from '../train/task.ts';
import { parseData } from './data.ts';
import { UsageError } from './failure.ts';
import { names, number, on, type Values } from './flags/flag.ts';
import { time } from './flags/table.ts';
import type { Notes } from './terminal.ts';
import { type Parts, SCORED_FROM } from './train-report.ts';

/** Flags that choose inputs and targets. */
export const dataFlags = {
  target: names({ help: 'Columns to predict, separated by commas' }),
  'predict-next': on({ help: 'Predict the next sample of the targets, or of every column' }),
  classes: number(whole(2), { help: 'The target is a class 0 … N−1: learn its probabilities' }),
  inputs: names({
    help: 'Columns to read, separated by commas',
    otherwise: 'all others, and with --predict-next all',
  }),
  ...time,
};

/** Reads the data, and chooses inputs and targets by the flags. Warns of inputs that look like a time. */
export function readTask(
  notes: Notes,
  {
    file,
    time: timeColumn,
    inputs: read,
    target: targets = [],
    ...flags
  }: Values<typeof dataFlags> & { readonly file: string },
  bytes: Uint8Array,
): { dataset: Dataset; task: Task } {
  if (read?.length === 0) throw new UsageError('--inputs needs the names of columns, by comma');
  const columns = read && [...read, ...targets];
  const dataset = parseData(notes, file, bytes, {
    ...(timeColumn !== undefined && { time: timeColumn }),
    ...(columns && { columns }),
  });
  if (dataset.time && !flags['predict-next'] && dataset.channels.every((name) => targets.includes(name)))
    throw new UsageError(
      `${file}: "${dataset.time.name}" is taken as the time and every other column is a target, so nothing is left to read: ` +
        '--time none reads it, --predict-next reads what it predicts',
    );
  const task = defineTask(dataset.channels, {
    targets,
    next: flags['predict-next'],
    ...(read && { inputs: read }),
  });
  for (const name of monotoneChannels(dataset))
    if (task.inputs.includes(name))
      notes.say(
        `${file}: input "${name}" only rises or only falls, as a time or a counter does: --time ${name} takes it as the time, ` +
          '--inputs NAMES names the columns to read without it',
      );
  return { dataset, task };
}

/** Refuses data without anything to learn from or to score on, and data that f32 cannot hold. */
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
    if (Number.isNaN(mean[c]))
      throw new UsageError(`${file}: column "${name}" has no value in the train part: leave it out`);
    if (![mean[c], std[c], 1 / std[c]].every((x) => Number.isFinite(Math.fround(x))))
      throw new UsageError(
        `${file}: column "${name}" has a mean of ${mean[c].toPrecision(3)} and a deviation of ${std[c].toPrecision(3)}, ` +
          'beyond 32-bit floats: scale it',
      );
  });
}

/** @throws UsageError for more than one target, or for one whose values are no classes */
export function checkClasses(sequences: readonly Sequence[], classes: number, task: Task): void {
  if (task.outputs.length !== 1) throw new UsageError('--classes needs exactly one target column');
  for (const { targets } of sequences)
    for (const label of targets)
      if (!Number.isNaN(label) && !(Number.isInteger(label) && label >= 0 && label < classes))
        throw new UsageError(
          `column "${task.outputs[0]}" holds ${label}: classes are whole numbers from 0 to ${classes - 1}`,
        );
}

const short = (x: number, origin: number): number => origin + Number((x - origin).toPrecision(6));

const SHARES = [0.01, 0.5, 0.99];

/**
 * Quantiles of each input over all steps in which it is there, by the share of values below them. Interpolates linearly between order statistics
 * (Hyndman and Fan 1996, type 7); gives six digits of the distance from the input's origin.
 */
export function quantiles(
  sequences: readonly Pick<Sequence, 'inputs'>[],
  inputs: number,
  origins?: readonly Origin[],
): Record<string, number[]> {
  const steps = sequences.reduce((sum, one) => sum + one.inputs.length / inputs, 0);
  const sorted = Array.from({ length: inputs }, (_, input) => {
    const values = new Float64Array(steps);
    let step = 0;
    for (const one of sequences)
      for (let k = input; k < one.inputs.length; k += inputs)
        if (!Number.isNaN(one.inputs[k])) values[step++] = one.inputs[k];
    return values.subarray(0, step).sort();
  });
  const at = (values: Float64Array, share: number): number => {
    const place = share * (values.length - 1);
    const below = values[Math.floor(place)];
    return below + (place % 1) * (values[Math.ceil(place)] - below);
  };
  return Object.fromEntries(
    SHARES.map((share) => [
      share,
      sorted.map((values, i) => short(at(values, share), origins?.[i].origin ?? 0)),
    ]),
  );
}
