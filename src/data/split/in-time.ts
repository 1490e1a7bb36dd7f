/** Splits a recording in time. */
import { type Recording, slice } from '../sequence.ts';
import { bound, share, shareOfTwo, type Three } from './shares.ts';

/** Samples of a validation block whose targets all lie in it: fewer say little. */
const LEAST = 32;

/** Blocks of a recording: more would cut the training part into shorter and shorter pieces. */
const MOST = 5;

/** Samples that bring the state up before a block is scored. */
const CONTEXT = 100;

/** How a recording is split in time. */
export interface InTime {
  readonly fractions: Three;
  /** Whether validation blocks are spread over the recording, or one block lies before the test part. */
  readonly validation: 'spread' | 'last';
  /** How many samples ahead of the inputs targets lie, at most. */
  readonly ahead: number;
}

/** What is learned from, and what decides the best epoch. */
interface Learned {
  readonly train: Recording[];
  readonly validation: Recording[];
}

/** The last part tests; what lies before is cut into pieces to train on and blocks to validate on. @throws RangeError */
export function splitInTime(recording: Recording, how: InTime): Learned & { readonly test: Recording[] } {
  const { name, length } = recording;
  if (length < 3) throw new RangeError(`${name}: ${length} samples cannot be split in three`);
  const [train, validation, test] = share(length, how.fractions);
  const from = train + validation;
  const tested =
    how.validation === 'last'
      ? slice(recording, from, from + test)
      : scored(recording, from, from + test, how.ahead);
  return { ...learned(recording, [0, from], [train, validation], how), test: [tested] };
}

/** Samples of a recording, from the first up to, not including, the second. */
type Range = readonly [start: number, end: number];

/**
 * Cuts samples into equal segments, of each of which the first part trains and the rest validates.
 * @param counts how many samples train and validate, all together
 */
function learned(
  recording: Recording,
  [start, end]: Range,
  [train, validation]: Range,
  { validation: rule, ahead }: Omit<InTime, 'fractions'>,
): Learned {
  if (rule === 'last')
    return {
      train: [slice(recording, start, start + train)],
      validation: [slice(recording, start + train, end)],
    };
  const room = Math.floor(Math.min(train, validation) / (LEAST + ahead));
  const segments = Math.max(1, Math.min(MOST, room));
  const pieces: Learned = { train: [], validation: [] };
  for (let i = 0; i < segments; i++) {
    const validated = (k: number) => bound(k, segments, validation);
    const learnt = (k: number) => start + bound(k, segments, train);
    const border = learnt(i + 1) + validated(i);
    pieces.train.push(slice(recording, learnt(i) + validated(i), border));
    pieces.validation.push(scored(recording, border, learnt(i + 1) + validated(i + 1), ahead));
  }
  return pieces;
}

/** Samples to score on, with what comes before them as context. */
function scored(recording: Recording, start: number, end: number, ahead: number): Recording {
  const context = Math.min(start, CONTEXT + ahead);
  const samples = slice(recording, start - context, end);
  return context > 0 ? { ...samples, context } : samples;
}

/** Samples that a fold may learn from, cut likewise; nothing of fewer than two. */
function learnedOf(recording: Recording, range: Range, how: InTime): Learned {
  const length = range[1] - range[0];
  if (length < 2) return { train: [], validation: [] };
  return learned(recording, range, shareOfTwo(length, how.fractions), how);
}

/**
 * A recording in k folds, without its test part.
 * @param order `rolling`: the second half is cut into k blocks, each scored after training on all before it. `blocked`: all is
 * cut into k blocks, each scored after training on all others
 * @throws RangeError for too few samples
 */
export function foldsInTime(
  recording: Recording,
  k: number,
  order: 'rolling' | 'blocked',
  how: InTime,
): (Learned & { readonly test: Recording[] })[] {
  const { name, length } = recording;
  const [train, validation] = length < 3 ? [0, 0] : share(length, how.fractions);
  const last = train + validation;
  const first = order === 'rolling' ? last >> 1 : 0;
  if (last - first < k || last < 4)
    throw new RangeError(`${name}: ${last} samples before the test part are too few for ${k} folds`);
  return Array.from({ length: k }, (_, fold) => {
    const [start, end] = [fold, fold + 1].map((i) => first + bound(i, k, last - first));
    const before = learnedOf(recording, [0, start], how);
    const after = learnedOf(recording, [end, order === 'rolling' ? end : last], how);
    return {
      train: [...before.train, ...after.train],
      validation: [...before.validation, ...after.validation],
      test: [scored(recording, start, end, how.ahead)],
    };
  });
}
