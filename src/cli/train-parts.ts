/** The parts of the data: checked, and what the blob says of them. */
import type { Dataset, Recording } from '../data/sequence.ts';
import { classNotes, splitLine } from '../data/split/notes.ts';
import { type ShareOptions, type Split, statistics } from '../data/split.ts';
import type { Origin } from '../format/write.ts';
import { type Parts, shareOptionsOf } from '../train/parts.ts';
import { isScored, type Sequence } from '../train/sequence.ts';
import type { Task } from '../train/task.ts';
import { UsageError } from './failure.ts';
import { choice } from './flags/flag.ts';

/** The flag that says where validation lies. */
export const validation = choice(['spread', 'last'], {
  help: 'Where validation lies: in blocks or recordings spread over all before the test part, or in the last of it',
  default: 'spread',
});

/** Refuses data without anything to learn from or to score on, and data that f32 cannot hold. */
export function checkData(file: string, task: Task, parts: Split, data: Parts): void {
  const outputs = task.outputs.length;
  for (const name of ['train', 'validation', 'test'] as const)
    if (!data[name].some((one) => isScored(one, outputs, 0)))
      throw new UsageError(`${file}: too few samples: the ${name} part has none with a target`);
  for (const [k, output] of task.outputs.entries())
    if (data.train.every(({ targets }) => targets.every((y, i) => i % outputs !== k || Number.isNaN(y))))
      throw new UsageError(
        `${file}: too few samples: none of the train part has a target "${output}"` +
          (task.leads[k] > 1 ? ': look less far ahead, with --horizon or --lead' : ''),
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

/** Says how the data are split, and which classes a part lacks. */
export function splitNotes(
  dataset: Dataset,
  parts: Split,
  task: Task,
  rule: ShareOptions['validation'],
): string[] {
  const { label } = shareOptionsOf(task);
  const line = splitLine(parts, { label, validation: rule }, dataset.recordings.length);
  const [target] = task.targets;
  return [
    `split    ${line} (--validation)`,
    ...(dataset.labels?.has(target) ? classNotes(parts, target, label !== undefined) : []),
  ];
}

const short = (x: number, origin: number): number => origin + Number((x - origin).toPrecision(6));

const SHARES = [0.01, 0.5, 0.99];

/**
 * Quantiles of each input over all steps in which it is there, by the share of values below them. Interpolates linearly
 * between order statistics (Hyndman and Fan 1996, type 7); gives six digits of the distance from the input's origin.
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

/** The bytes of a recording's numbers, to tell data apart. */
export const numbersOf = ({ values, dt }: Recording): Uint8Array[] =>
  [values, dt ?? new Float64Array()].map(
    (list) => new Uint8Array(list.buffer, list.byteOffset, list.byteLength),
  );
