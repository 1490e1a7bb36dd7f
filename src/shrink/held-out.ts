/** The data that a blob is judged on, and how wrong it is there. */

import type { Dataset } from '../data/sequence.ts';
import { DataError } from '../data/sequence.ts';
import { split } from '../data/split.ts';
import type { Metadata, Model } from '../runtime/index.ts';
import type { Sequence } from '../train/sequence.ts';
import { sequencesOf, type Task } from '../train/task.ts';

/** A part of the data, and what its errors are measured in. */
export interface Part {
  readonly sequences: readonly Sequence[];
  /** How many a model tells apart; 0 for one that predicts numbers. */
  readonly classes: number;
  /** Of each output in the part, 1 for one that is constant; none of classes. */
  readonly variances: readonly number[];
}

export interface HeldOut {
  /** The variant is chosen by. */
  readonly validation: Part;
  /** And confirmed by. */
  readonly test: Part;
}

/**
 * The validation and test parts of a dataset, as `train` splits it, read as the blob's metadata say.
 * @throws {DataError} for a blob that does not say what it reads and predicts, or data that have not that
 */
export function heldOut(metadata: Metadata, dataset: Dataset, file: string): HeldOut {
  const {
    inputs,
    outputs,
    ahead,
    timed,
    classes = 0,
  } = metadata as Partial<Task> & {
    timed?: boolean;
    classes?: number;
  };
  if (!Array.isArray(inputs) || !Array.isArray(outputs))
    throw new DataError('the blob does not name its inputs and outputs: only blobs of meniscus train do');
  const targets = classes ? [String(outputs[0]).replace(/=0$/, '')] : outputs;
  for (const name of [...inputs, ...targets])
    if (!dataset.channels.includes(name))
      throw new DataError(
        `${file}: has no column "${name}", which the model ${inputs.includes(name) ? 'reads' : 'predicts'}`,
      );
  if (timed && !dataset.recordings[0]?.dt)
    throw new DataError(`${file}: has no times, and the model was trained with intervals`);
  const task: Task = { inputs, outputs: targets, ahead: ahead ?? false };
  const { validation, test } = split(dataset);
  const read = (part: Dataset): Part => {
    const sequences = sequencesOf(part, task).map((one) => ({ ...one, dt: timed ? one.dt : null }));
    return { sequences, classes, variances: classes ? [] : variancesOf(sequences, outputs.length) };
  };
  return { validation: read(validation), test: read(test) };
}

/** Steps at the start of a sequence that no error counts, in which a state finds its way. */
const WARM_UP = 5;

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
    return values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length || 1;
  });
}
