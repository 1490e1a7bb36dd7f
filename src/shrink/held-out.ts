/** The data that a blob is judged on and trained on, and how wrong it is there. */

import type { Dataset } from '../data/sequence.ts';
import { DataError } from '../data/sequence.ts';
import { split } from '../data/split.ts';
import { type Reading, readingOf } from '../format/reading.ts';
import type { NetworkSpec } from '../network/network.ts';
import type { Model } from '../runtime/index.ts';
import type { Sequence } from '../train/sequence.ts';
import { fitting, sequencesOf, type Task } from '../train/task.ts';

/** A part of the data, and what its errors are measured in. */
export interface Part {
  readonly sequences: readonly Sequence[];
  /** How many a model tells apart; 0 for one that predicts numbers. */
  readonly classes: number;
  /** Of each output in the part; none of classes. */
  readonly variances: readonly number[];
}

export interface HeldOut {
  /** What is read and predicted. */
  readonly task: Task;
  /** What smaller models are trained on. */
  readonly training: readonly Sequence[];
  /** How outputs are scaled to be learnt; not those of classes. */
  readonly outputNormalisation: NetworkSpec['outputNormalisation'];
  /** The variant is chosen by. */
  readonly validation: Part;
  /** And confirmed by. */
  readonly test: Part;
}

/** What a blob says that it was trained for. */
export interface Purpose {
  readonly task: Task;
  /** How many it tells apart; 0 for one that predicts numbers. */
  readonly classes: number;
  readonly reading: Reading;
}

/** @throws {DataError} for a blob that does not say what it reads and predicts */
export function purposeOf({ metadata, inputs: width }: Pick<Model, 'metadata' | 'inputs'>): Purpose {
  const reading = readingOf(metadata, width);
  const { outputs, ahead, classes = 0 } = metadata as Partial<Task> & { classes?: number };
  if (!reading.inputs || !Array.isArray(outputs))
    throw new DataError(
      'the blob does not name its inputs and outputs: blobs of meniscus train do, and of meniscus import with --inputs and --outputs',
    );
  const targets = classes ? [String(outputs[0]).replace(/=0$/, '')] : outputs;
  return { task: { inputs: reading.inputs, outputs: targets, ahead: ahead ?? false }, classes, reading };
}

/**
 * The parts of a dataset, as `train` splits it, read as a blob says.
 * @throws {DataError} for data that have not what it reads and predicts, or in which what is predicted never changes
 */
export function heldOut({ task, classes, reading }: Purpose, dataset: Dataset, file: string): HeldOut {
  const { inputs, outputs: targets } = task;
  for (const name of [...inputs, ...targets])
    if (!dataset.channels.includes(name))
      throw new DataError(
        `${file}: has no column "${name}", which the model ${inputs.includes(name) ? 'reads' : 'predicts'}`,
      );
  if (reading.trained === 'with times' && !dataset.recordings[0]?.dt)
    throw new DataError(`${file}: has no times, and the model was trained with intervals`);
  const { train, validation, test } = split(dataset);
  const read = (part: Dataset): Sequence[] =>
    sequencesOf(part, task).map((one) => ({
      ...one,
      dt: reading.trained === 'without times' ? null : one.dt,
    }));
  const judged = (name: string, part: Dataset): Part => {
    const sequences = read(part);
    if (sequences.length === 0) throw new DataError(`${file}: too few samples: the ${name} part has none`);
    const variances = classes ? [] : variancesOf(sequences, targets.length);
    const constant = variances.indexOf(0);
    if (constant >= 0)
      throw new DataError(
        `${file}: column "${targets[constant]}" never changes in the ${name} part, so no error can be told there: give a longer log`,
      );
    return { sequences, classes, variances };
  };
  return {
    task,
    training: read(train),
    outputNormalisation: classes ? undefined : fitting(train, task).outputNormalisation,
    validation: judged('validation', validation),
    test: judged('test', test),
  };
}

/** Steps at the start of a sequence that no error counts, in which a state finds its way. */
export const WARM_UP = 5;

/**
 * Mean squared error of whole sequences, each from the zero state, every output in units of its variance in them; of
 * classes the mean cross-entropy.
 */
export function errorOf(model: Model, { sequences, classes, variances }: Part): number {
  const { outputs } = model;
  let sum = 0;
  let count = 0;
  for (const { inputs, targets, dt, length } of sequences) {
    const given = model.run(inputs, { dt: dt ?? 1 });
    for (let t = Math.min(WARM_UP, length - 1); t < length; t++) {
      if (classes) sum -= Math.log(Math.max(given[t * classes + targets[t]], 2 ** -149));
      else
        for (let i = 0; i < outputs; i++)
          sum += (given[t * outputs + i] - targets[t * outputs + i]) ** 2 / variances[i] / outputs;
      count++;
    }
  }
  return sum / count;
}

function variancesOf(sequences: readonly Sequence[], outputs: number): number[] {
  return Array.from({ length: outputs }, (_, i) => {
    const values = sequences.flatMap(({ targets, length }) =>
      Array.from({ length }, (_, t) => targets[t * outputs + i]),
    );
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  });
}
