/** Prepares a task: splits it in three like `meniscus train`, and adds the baselines for every model. */

import { type CellName, cells } from '../../../src/cells/index.ts';
import { DataError } from '../../../src/check/data-error.ts';
import { type Split, split } from '../../../src/data/split.ts';
import { linear, meanSquaredError, persistence, zero } from '../../../src/measure/baselines.ts';
import type { NetworkSpec } from '../../../src/network/network.ts';
import { resolve } from '../../../src/network/spec.ts';
import { fitting } from '../../../src/train/fitting.ts';
import { sequencesOf } from '../../../src/train/samples.ts';
import type { Sequence } from '../../../src/train/sequence.ts';
import { defineTask, type Task } from '../../../src/train/task.ts';
import type { Mark, Settings, TaskSource, Windows } from './tasks.ts';

/** Steps that nobody is scored on, so that every baseline has its lags. */
export const SCORED_FROM = 5;
const LAGS = [1, 2, 3, 4, 5];

export interface Prepared {
  readonly task: Task;
  readonly train: readonly Sequence[];
  readonly validation: readonly Sequence[];
  readonly test: readonly Sequence[];
  /** What a stream runs over: the test recordings, or where each recording was split in time, the whole of it. */
  readonly stream: readonly Sequence[];
  readonly marks: readonly Mark[];
  /** Widths, normalisation and interval of a model of this task. */
  readonly fitted: ReturnType<typeof fitting>;
  readonly windows: Windows;
}

export interface Baseline {
  readonly name: string;
  readonly parameters: number;
  /** Mean squared error on the test part, in the data's own units. */
  readonly mse: number;
  /** On the validation part, in the units of the training loss. */
  readonly validation: number;
}

/** @throws DataError, RangeError for data that leave nothing to learn from or to score on */
export function prepare({ name, data, targets, ahead, windows, marks = [] }: TaskSource): Prepared {
  const dataset = data();
  const task = defineTask(dataset.channels, { targets, next: ahead });
  const parts = split(dataset);
  const of = (part: 'train' | 'validation' | 'test'): Sequence[] =>
    sequencesOf(parts[part], task)
      .map((sequence) => ({ ...sequence, ...(part !== 'train' && { scoredFrom: SCORED_FROM }) }))
      .filter(({ length, scoredFrom = 0 }) => length > scoredFrom);
  const prepared = { train: of('train'), validation: of('validation'), test: of('test') };
  for (const [part, sequences] of Object.entries(prepared))
    if (sequences.length === 0)
      throw new DataError(
        `${name}: too few rows: its ${part} part, cut off in time, has no more than the ${SCORED_FROM} steps that nobody is scored on; add rows`,
      );
  // a training part is never shorter than a validation part, so that a window always fits in
  const inTime = parts.train.recordings.length === dataset.recordings.length;
  return {
    task,
    ...prepared,
    fitted: fitting(parts.train, task),
    windows,
    ...(inTime
      ? { stream: sequencesOf(dataset, task), marks: [...marks, ...borders(parts)] }
      : { stream: prepared.test, marks }),
  };
}

/** Where the parts of recordings begin that were split in time. */
const borders = ({ train, validation }: Split): Mark[] =>
  train.recordings.flatMap(({ length }, sequence) => [
    { sequence, step: length, label: 'validation' },
    { sequence, step: length + validation.recordings[sequence].length, label: 'test' },
  ]);

/** Zero, persistence and linear maps of the last inputs: the errors that a model has to beat. */
export function baselinesOf({ train, validation, test, fitted, task }: Prepared): Baseline[] {
  const { mean, deviation } = fitted.outputNormalisation;
  const normalised = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(values, (y, i) => (y - mean[i % mean.length]) / deviation[i % mean.length]);
  const inUnits = validation.map((s) => ({ ...s, targets: normalised(s.targets) }));
  const predictors = [
    zero,
    persistence,
    ...LAGS.map((lags) => (sequences: readonly Sequence[]) => linear(train, sequences, lags)),
  ];
  return predictors.map((predict) => {
    const { name, parameters, predictions } = predict(test);
    return {
      // a sensor that is predicted from the others is not available for persistence
      name: name === 'persistence' && !task.ahead ? 'the last true target' : name,
      parameters,
      mse: meanSquaredError(predictions, test),
      validation: meanSquaredError(predict(validation).predictions.map(normalised), inUnits),
    };
  });
}

/** The model that a form's settings ask for. @throws RangeError for a cell that cannot be of that size */
export function specOf(
  { fitted }: Pick<Prepared, 'fitted'>,
  { cell, units, integrator, unfolds }: Settings,
): NetworkSpec {
  const field = cells[cell as CellName]?.().kind === 'field';
  return resolve({
    ...fitted,
    layers: [{ cell, units, ...(field && { integrator, unfolds }) }],
    readout: 'dense',
  });
}
