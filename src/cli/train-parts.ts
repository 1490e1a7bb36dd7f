/** The parts of the data: checked, and what the blob says of them. */
import type { Recording } from '../data/sequence.ts';
import { type Split, statistics } from '../data/split.ts';
import type { Origin } from '../format/write.ts';
import { sequencesOf } from '../train/samples.ts';
import type { Sequence } from '../train/sequence.ts';
import type { Task } from '../train/task.ts';
import { UsageError } from './failure.ts';

/** Steps that no score counts, so that every baseline has its lags. */
const SCORED_FROM = 5;

export interface Parts {
  readonly train: readonly Sequence[];
  readonly validation: readonly Sequence[];
  readonly test: readonly Sequence[];
}

/** Refuses data without anything to learn from or to score on, and data that f32 cannot hold. */
export function checkData(file: string, task: Task, parts: Split, data: Parts): void {
  for (const name of ['train', 'validation', 'test'] as const)
    if (!data[name].some((one) => one.targets.some((y) => !Number.isNaN(y))))
      throw new UsageError(`${file}: too few samples: the ${name} part has none with a target`);
  const outputs = task.outputs.length;
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

/** The parts of a dataset as sequences. The first steps of the test part warm up. */
export function sequencesFor(parts: Split, task: Task): Parts {
  return {
    train: sequencesOf(parts.train, task),
    validation: sequencesOf(parts.validation, task),
    test: warmedUp(sequencesOf(parts.test, task), task),
  };
}

/** Sequences whose first steps warm up, if one is long enough, unless a recording has one target. */
export function warmedUp(sequences: readonly Sequence[], task: Task): Sequence[] {
  const longest = Math.max(0, ...sequences.map(({ length }) => length));
  const settled = longest > SCORED_FROM ? SCORED_FROM : longest >> 1;
  const from = task.label === 'per-recording' ? 0 : settled;
  return sequences.map((one) => ({ ...one, scoredFrom: Math.max(from, one.scoredFrom ?? 0) }));
}

/** The bytes of a recording's numbers, to tell data apart. */
export const numbersOf = ({ values, dt }: Recording): Uint8Array[] =>
  [values, dt ?? new Float64Array()].map(
    (list) => new Uint8Array(list.buffer, list.byteOffset, list.byteLength),
  );
