/** Prepares a task: splits it in three like `meniscus train`, and adds the baselines for every model. */

import { type CellName, cells } from '../../../src/cells/index.ts';
import { DataError } from '../../../src/check/data-error.ts';
import { missingShares } from '../../../src/data/gaps.ts';
import type { Dataset } from '../../../src/data/sequence.ts';
import { type Split, split } from '../../../src/data/split.ts';
import { meanSquaredError, persistence, zero } from '../../../src/measure/baselines.ts';
import { linearMap } from '../../../src/measure/linear-map.ts';
import { outputsOf } from '../../../src/measure/predictor.ts';
import type { NetworkSpec } from '../../../src/network/network.ts';
import { resolve } from '../../../src/network/spec.ts';
import type { Metadata } from '../../../src/runtime/index.ts';
import { fitting } from '../../../src/train/fitting.ts';
import { measuredOf, sequencesOf, withGaps } from '../../../src/train/samples.ts';
import type { Sequence } from '../../../src/train/sequence.ts';
import { defineTask, type Gaps, type Task } from '../../../src/train/task.ts';
import { rightShare, shares, surprise } from './classes.ts';
import type { Mark, Settings, TaskSource, Windows } from './tasks.ts';

/** Steps that nobody is scored on, so that every baseline has its lags. */
export const SCORED_FROM = 5;
const LAGS = [1, 2, 3, 4, 5];

export interface Prepared {
  /** Its outputs are those of a model: of classes one for each. */
  readonly task: Task;
  /** The channels that are predicted; none: all. */
  readonly targets: readonly string[];
  /** The names of the classes; empty for numbers. */
  readonly classes: readonly string[];
  /** Targets of classes are 1 for the class that is right, and 0 for the others. */
  readonly train: readonly Sequence[];
  readonly validation: readonly Sequence[];
  readonly test: readonly Sequence[];
  /** What the trainer gets: targets of classes are their numbers. */
  readonly learned: { readonly train: readonly Sequence[]; readonly validation: readonly Sequence[] };
  /** What sessions get: inputs as they were measured, NaN where missing, for the policy of the blob to fill. */
  readonly measured: {
    readonly validation: readonly Sequence[];
    readonly test: readonly Sequence[];
    /** What a stream runs over: the test recordings, or where each recording was split in time, the whole of it. */
    readonly stream: readonly Sequence[];
  };
  readonly marks: readonly Mark[];
  /** Widths, normalisation and interval of a model of this task. */
  readonly fitted: Omit<ReturnType<typeof fitting>, 'outputNormalisation'> & {
    readonly outputNormalisation: ReturnType<typeof fitting>['outputNormalisation'] | null;
  };
  readonly windows: Windows;
  /** What the blob says of its data, besides names and times. */
  readonly metadata: Metadata;
}

export interface Baseline {
  readonly name: string;
  readonly parameters: number;
  /** Mean squared error on the test part, in the data's own units. */
  readonly mse: number;
  /** On the validation part, in the units of the training loss; Infinity if it has none, as a map to classes. */
  readonly validation: number;
  /** The share of test steps whose class it tells; null for numbers. */
  readonly right: number | null;
}

/** @throws DataError, RangeError for data that leave nothing to learn from or to score on */
export function prepare(source: TaskSource): Prepared {
  const { name, data, targets, ahead, inputs, policy, windows, marks = [], metadata = {} } = source;
  const dataset = data();
  const asked = defineTask(dataset.channels, { targets, next: ahead, ...(inputs && { inputs }) });
  const classes = classesOf(name, dataset, asked);
  const parts = split(dataset, { validation: 'last' });
  const task = policy === undefined ? asked : withGaps(asked, parts.train, policy);
  const of = (part: 'train' | 'validation' | 'test', rows: Rows): Sequence[] =>
    rows(parts[part], task)
      .map((sequence) => ({ ...sequence, ...(part !== 'train' && { scoredFrom: SCORED_FROM }) }))
      .filter(({ length, scoredFrom = 0 }) => length > scoredFrom);
  const [train, validation, test] = (['train', 'validation', 'test'] as const).map((part) =>
    of(part, sequencesOf),
  );
  const learned = { train, validation, test };
  for (const [part, sequences] of Object.entries(learned))
    if (sequences.length === 0)
      throw new DataError(
        `${name}: too few rows: its ${part} part, cut off in time, has no more than the ${SCORED_FROM} steps that nobody is scored on; add rows`,
      );
  const spread = (sequences: readonly Sequence[]) => sequences.map((one) => oneOfEach(one, classes.length));
  // a training part is never shorter than a validation part, so that a window always fits in
  const inTime = parts.train.recordings.length === dataset.recordings.length;
  const fitted = fitting(parts.train, task);
  const isClass = classes.length > 0;
  return {
    task: isClass ? { ...task, outputs: classes.map((one) => `${task.outputs[0]}=${one}`) } : task,
    targets,
    classes,
    train: spread(train),
    validation: spread(validation),
    test: spread(test),
    learned,
    measured: {
      validation: spread(of('validation', measured)),
      test: spread(of('test', measured)),
      stream: spread(inTime ? measured(dataset, task) : of('test', measured)),
    },
    marks: inTime ? [...marks, ...borders(parts)] : marks,
    fitted: isClass ? { ...fitted, outputs: classes.length, outputNormalisation: null } : fitted,
    windows,
    metadata: {
      ...metadata,
      ...(isClass && { classes: classes.length, labels: classes }),
      ...(task.gaps && { missing: gapsOf(task.gaps, parts.train, metadata) }),
    },
  };
}

/** Makes sequences of a dataset. */
type Rows = (dataset: Dataset, task: Task) => Sequence[];

/** Sequences whose inputs are filled by a session, if its policy steps in every row. */
function measured(dataset: Dataset, task: Task): Sequence[] {
  const filled = sequencesOf(dataset, task);
  if (!task.gaps || task.gaps.policy === 'drop-row' || task.gaps.policy === 'error') return filled;
  const rows = measuredOf(dataset, task);
  return filled.map((sequence, i) => ({ ...sequence, ...rows[i] }));
}

/** What a blob says of missing readings. */
const gapsOf = ({ policy, masked }: Gaps, training: Dataset, { missing }: Metadata): object => ({
  ...(missing as object | undefined),
  policy,
  masked,
  share: Object.fromEntries(missingShares(training)),
});

/** The classes of the target; none if it has numbers. @throws DataError for classes beside another target */
function classesOf(name: string, { labels }: Dataset, { outputs }: Task): readonly string[] {
  const [target, ...others] = outputs.filter((channel) => labels?.has(channel));
  if (target === undefined) return [];
  if (outputs.length > 1)
    throw new DataError(
      `${name}: column "${target}" has classes, which are learned alone, not beside ${others[0] ?? outputs.find((one) => one !== target)}: choose one target`,
    );
  return labels?.get(target) ?? [];
}

/** Numbers of classes as one number for each class, 1 or 0; numbers as they are. */
function oneOfEach(sequence: Sequence, classes: number): Sequence {
  if (classes === 0) return sequence;
  const targets = Float64Array.from({ length: sequence.length * classes }, (_, i) => {
    const label = sequence.targets[Math.floor(i / classes)];
    return Number.isNaN(label) ? Number.NaN : Number(label === i % classes);
  });
  return { ...sequence, targets };
}

/** Where the parts of recordings begin that were split in time. */
const borders = ({ train, validation }: Split): Mark[] =>
  train.recordings.flatMap(({ length }, sequence) => [
    { sequence, step: length, label: 'validation' },
    { sequence, step: length + validation.recordings[sequence].length, label: 'test' },
  ]);

/** The errors that a model has to beat: of zero, or the share of each class; of persistence; of linear maps of the last inputs. */
export function baselinesOf({ train, validation, test, fitted, task, classes }: Prepared): Baseline[] {
  const { mean, deviation } = fitted.outputNormalisation ?? { mean: [0], deviation: [1] };
  const normalised = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(values, (y, i) => (y - mean[i % mean.length]) / deviation[i % mean.length]);
  const inUnits = validation.map((s) => ({ ...s, targets: normalised(s.targets) }));
  const predictors = [
    classes.length > 0 ? (sequences: readonly Sequence[]) => shares(train, sequences) : zero,
    persistence,
    ...LAGS.map((lags) => {
      const { name, parameters, predictor } = linearMap(train, lags);
      return (sequences: readonly Sequence[]) => ({
        ...{ name, parameters },
        predictions: sequences.map((one) => outputsOf(predictor, one)),
      });
    }),
  ];
  return predictors.map((predict, i) => {
    const { name, parameters, predictions } = predict(test);
    const validated = predict(validation).predictions;
    return {
      // a sensor that is predicted from the others is not available for persistence
      name: name === 'persistence' && !task.ahead ? 'the last true target' : name,
      parameters,
      mse: meanSquaredError(predictions, test),
      validation:
        classes.length === 0
          ? meanSquaredError(validated.map(normalised), inUnits)
          : i === 0
            ? surprise(validated, validation)
            : Number.POSITIVE_INFINITY,
      right: classes.length === 0 ? null : rightShare(predictions, test, classes.length),
    };
  });
}

/** The model that a form's settings ask for. @throws RangeError for a cell that cannot be of that size */
export function specOf(
  { fitted, classes }: Pick<Prepared, 'fitted' | 'classes'>,
  { cell, units, integrator, unfolds }: Settings,
): NetworkSpec {
  const field = cells[cell as CellName]?.().kind === 'field';
  const { outputNormalisation, ...widths } = fitted;
  return resolve({
    ...widths,
    ...(outputNormalisation && { outputNormalisation }),
    layers: [{ cell, units, ...(field && { integrator, unfolds }) }],
    readout: classes.length > 0 ? 'softmax' : 'dense',
  });
}
