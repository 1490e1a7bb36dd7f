/** Datasets whose values tell where they come from. */
import type { Dataset, Recording } from '../../src/data/sequence.ts';
import type { Split } from '../../src/data/split.ts';

/** Recordings whose samples are numbered through the whole dataset. */
export function numbered(lengths: readonly number[]): Dataset {
  let next = 0;
  const recordings = lengths.map((length, k) => ({
    name: `r${k}`,
    length,
    channels: 1,
    values: Float64Array.from({ length }, () => next++),
    dt: null,
  }));
  return { channels: ['n'], recordings };
}

/** Recordings of two samples, each with one label. */
export const labelled = (labels: readonly number[], areClasses = true): Dataset => ({
  channels: ['n', 'label'],
  recordings: labels.map((label, k) => ({
    name: `r${k}`,
    length: 2,
    channels: 2,
    values: Float64Array.of(k, Number.NaN, k, label),
    dt: null,
  })),
  ...(areClasses && { labels: new Map([['label', ['a', 'b', 'c', 'd', 'e', 'f']]]) }),
});

/** The values without those of the context. */
export const own = ({ values, channels, context = 0 }: Recording): number[] =>
  Array.from(values.subarray(context * channels));
export const samples = (dataset: Dataset): number[] => dataset.recordings.flatMap(own);
export const parts = ({ train, validation, test }: Split): Dataset[] => [train, validation, test];
export const names = ({ recordings }: Dataset): string[] => recordings.map(({ name }) => name);
