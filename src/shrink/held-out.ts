/** The data that judge and train a blob, and its errors on them. */

import { DataError } from '../check/data-error.ts';
import type { Dataset } from '../data/sequence.ts';
import type { ShareOptions } from '../data/split.ts';
import { type Reading, readingOf } from '../format/reading.ts';
import type { NetworkSpec } from '../network/network.ts';
import type { Model } from '../runtime/index.ts';
import { fitting } from '../train/fitting.ts';
import { splitFor } from '../train/parts.ts';
import { sequencesOf } from '../train/samples.ts';
import { isScored, type Sequence } from '../train/sequence.ts';
import { sourcesOf, type Task } from '../train/task.ts';
import { taskOf } from '../train/task-metadata.ts';

/** A part of the data, and the scale of its errors. */
export interface Part {
  readonly sequences: readonly Sequence[];
  /** Number of classes; 0 for a model that predicts numbers. */
  readonly classes: number;
  /** Variance of each output in the part; empty for classes. */
  readonly variances: readonly number[];
}

export interface HeldOut {
  /** The inputs and outputs. */
  readonly task: Task;
  /** The sequences that smaller models are trained on. */
  readonly training: readonly Sequence[];
  /** Scaling of the outputs in training; absent for classes. */
  readonly outputNormalisation: NetworkSpec['outputNormalisation'];
  /** The part that chooses the variant. */
  readonly validation: Part;
  /** The part that confirms the choice. */
  readonly test: Part;
}

/** The task that a blob's metadata state. */
export interface Purpose {
  readonly task: Task;
  /** Number of classes; 0 for a blob that predicts numbers. */
  readonly classes: number;
  readonly reading: Reading;
  /** Where validation lay in training. */
  readonly validation: ShareOptions['validation'];
}

/** @throws {DataError} if the blob does not say what it reads and predicts */
export function purposeOf(model: Pick<Model, 'metadata' | 'inputs' | 'outputs'>): Purpose {
  const { metadata } = model;
  const reading = readingOf(metadata, model);
  const { outputs, classes = 0 } = metadata as Partial<Task> & { classes?: number };
  if (!reading.inputs || !Array.isArray(outputs))
    throw new DataError(
      'the blob does not name its inputs and outputs: blobs of meniscus train do, and of meniscus import with --inputs and --outputs',
    );
  const first = `=${reading.labels?.[0] ?? 0}`;
  const labelled = String(outputs[0]);
  const predicted = classes
    ? [labelled.endsWith(first) ? labelled.slice(0, -first.length) : labelled]
    : outputs;
  const { training } = metadata as { training?: { readonly validation?: unknown } };
  // what was trained by others was not split by any rule of ours
  const validation = training === undefined || training.validation === 'spread' ? 'spread' : 'last';
  return { task: taskOf(metadata, reading, predicted), classes, reading, validation };
}

/**
 * Splits a dataset as `train` does, and reads the columns that a blob names.
 * @throws {DataError} if a column is missing, or a predicted one never changes
 */
export function heldOut(
  { task, classes, reading, validation: rule }: Purpose,
  dataset: Dataset,
  file: string,
): HeldOut {
  const { outputs, targets } = task;
  const read = sourcesOf(task).map(({ channel }) => channel);
  for (const name of [...read, ...targets])
    if (!dataset.channels.includes(name))
      throw new DataError(
        `${file}: has no column "${name}", which the model ${read.includes(name) ? 'reads' : 'predicts'}`,
      );
  if (reading.trained === 'with times' && !dataset.recordings[0]?.dt)
    throw new DataError(`${file}: has no times, and the model was trained with intervals`);
  const { train, validation, test } = splitFor(dataset, task, rule);
  const sequencesIn = (part: Dataset): Sequence[] =>
    sequencesOf(reading.trained === 'without times' ? untimed(part) : part, task);
  const judged = (name: string, part: Dataset): Part => {
    const sequences = sequencesIn(part);
    if (!sequences.some((one) => isScored(one, classes ? 1 : outputs.length, 0)))
      throw new DataError(`${file}: too few samples: the ${name} part has none`);
    const variances = classes ? [] : variancesOf(sequences, outputs.length);
    const constant = variances.indexOf(0);
    if (constant >= 0)
      throw new DataError(
        `${file}: column "${outputs[constant]}" never changes in the ${name} part, so its error means nothing: give a longer log`,
      );
    return { sequences, classes, variances };
  };
  return {
    task,
    training: sequencesIn(train),
    outputNormalisation: classes ? undefined : fitting(train, task).outputNormalisation,
    validation: judged('validation', validation),
    test: judged('test', test),
  };
}

const untimed = (dataset: Dataset): Dataset => ({
  ...dataset,
  recordings: dataset.recordings.map((one) => ({ ...one, dt: null })),
});

/** Steps at the start of a sequence that no error counts, so that the state can settle. */
const WARM_UP = 5;

/** The first step of a sequence whose error counts. */
export const settledAt = ({ length, scoredFrom = 0 }: Sequence): number =>
  Math.max(scoredFrom, Math.min(WARM_UP, length - 1));

/**
 * Mean squared error of whole sequences, each from the initial state, every output in units of its variance; for classes, the
 * mean cross-entropy. Missing targets do not count.
 */
export function errorOf(model: Model, { sequences, classes, variances }: Part): number {
  const { outputs } = model;
  let sum = 0;
  let count = 0;
  for (const sequence of sequences) {
    const { inputs, targets, dt, length } = sequence;
    const given = model.run(inputs, { dt: dt ?? 1, missing: 'error' });
    for (let t = settledAt(sequence); t < length; t++) {
      const width = classes ? 1 : outputs;
      for (let i = 0; i < width; i++) {
        const target = targets[t * width + i];
        if (Number.isNaN(target)) continue;
        if (classes) sum -= Math.log(Math.max(given[t * classes + target], 2 ** -149));
        else sum += (given[t * outputs + i] - target) ** 2 / variances[i] / outputs;
        count++;
      }
    }
  }
  return sum / (count / (classes ? 1 : outputs));
}

function variancesOf(sequences: readonly Sequence[], outputs: number): number[] {
  return Array.from({ length: outputs }, (_, i) => {
    const values = sequences.flatMap(({ targets, scoredFrom = 0 }) =>
      Array.from(targets.subarray(scoredFrom * outputs)).filter(
        (target, k) => k % outputs === i && !Number.isNaN(target),
      ),
    );
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  });
}
