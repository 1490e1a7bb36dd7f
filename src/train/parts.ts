/** The parts of a dataset as a task sees them: how they are split, and their sequences. */
import type { Dataset } from '../data/sequence.ts';
import { type ShareOptions, type Split, split } from '../data/split.ts';
import { sequencesOf } from './samples.ts';
import type { Sequence } from './sequence.ts';
import type { Task } from './task.ts';

export interface Parts {
  readonly train: readonly Sequence[];
  readonly validation: readonly Sequence[];
  readonly test: readonly Sequence[];
}

/** How a dataset is split for a task: by its label if a recording has one, else for targets that lie ahead. */
export const shareOptionsOf = ({ label, targets, leads }: Task): Pick<ShareOptions, 'label' | 'ahead'> =>
  label === 'per-recording' ? { label: targets[0] } : { ahead: Math.max(...leads) };

/** Splits a dataset as `meniscus train` does for a task, by its default unless told otherwise. @throws {RangeError} as `split` */
export const splitFor = (dataset: Dataset, task: Task, validation?: ShareOptions['validation']): Split =>
  split(dataset, { ...shareOptionsOf(task), validation });

/** Steps that no score counts, so that every baseline has its lags. */
const SCORED_FROM = 5;

/** The parts of a dataset as sequences. The first steps of the test part warm up. */
export const sequencesFor = (parts: Split, task: Task): Parts => ({
  train: sequencesOf(parts.train, task),
  validation: sequencesOf(parts.validation, task),
  test: warmedUp(sequencesOf(parts.test, task), task),
});

/** Sequences whose first steps warm up, if one is long enough, unless a recording has one target. */
export function warmedUp(sequences: readonly Sequence[], task: Task): Sequence[] {
  const longest = Math.max(0, ...sequences.map(({ length }) => length));
  const settled = longest > SCORED_FROM ? SCORED_FROM : longest >> 1;
  const from = task.label === 'per-recording' ? 0 : settled;
  return sequences.map((one) => ({ ...one, scoredFrom: Math.max(from, one.scoredFrom ?? 0) }));
}
