/** A task on which the defaults of training are measured. */
import type { Dataset, Recording } from '../../src/data/sequence.ts';
import type { TaskOptions } from '../../src/train/task.ts';

/** An error that the defaults must reach: the median over the seeds. */
export interface Mark {
  /** Test MSE at most, in the data's own units; for classes the test accuracy at least. */
  readonly pass: number;
  /** Why this number: fixed before the defaults were changed. */
  readonly because: string;
}

/** Made data, or a file of the repository, and what is predicted of them. */
export interface BenchTask {
  readonly name: string;
  readonly about: string;
  dataset(): Dataset;
  readonly asks: TaskOptions;
  /** Names of the classes, if the target holds classes. */
  readonly classes?: readonly string[];
  readonly mark: Mark;
}

/** The seeds of every task. */
export const seeds = [1, 2, 3] as const;

/** One recording of columns of one length, samples counted. */
export function recordingOf(name: string, columns: Readonly<Record<string, ArrayLike<number>>>): Recording {
  const lists = Object.values(columns);
  const { length } = lists[0];
  const values = new Float64Array(length * lists.length);
  for (let t = 0, i = 0; t < length; t++) for (const list of lists) values[i++] = list[t];
  return { name, length, channels: lists.length, values, dt: null };
}

/** A dataset of one recording of columns. */
export const datasetOf = (name: string, columns: Readonly<Record<string, ArrayLike<number>>>): Dataset => ({
  channels: Object.keys(columns),
  recordings: [recordingOf(name, columns)],
});
