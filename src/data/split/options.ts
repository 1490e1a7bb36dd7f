/** How to split by shares: the options of `split` and `folds`, and the parts that they make. */
import { numbers, oneOf, type Rules, text, whole } from '../../check/rules.ts';
import type { Dataset, Recording } from '../sequence.ts';
import type { InTime } from './in-time.ts';
import { share, type Three, usual } from './shares.ts';
import { inOrder, type Labels, type Places, spread, stratified } from './whole.ts';

/** The parts of a dataset. A recording may be cut into several pieces; nothing is joined. */
export interface Split {
  train: Dataset;
  validation: Dataset;
  test: Dataset;
}

export interface ShareOptions {
  /**
   * Shares of training, validation and test, each > 0, summing to at most 1: of the recordings, or of the samples of each.
   * Default 0.7, 0.15, 0.15.
   */
  readonly fractions?: Three;
  /** What is split: whole recordings, or each in time. Default: recordings if there are five or more, or with `label`. */
  readonly by?: 'recording' | 'time';
  /**
   * Where validation lies. `spread`, the default: in blocks or recordings that are spread over what lies before the test part.
   * `last`: right before the test part, in one block; no part has context.
   */
  readonly validation?: 'spread' | 'last';
  /** How many samples ahead of the inputs targets lie, at most. Default 0. Blocks and their context are longer by it. */
  readonly ahead?: number;
  /** The channel that holds one label for each recording: classes if the dataset names them in `labels`, else numbers. */
  readonly label?: string;
}

export const shareRules: Rules<ShareOptions> = {
  fractions: numbers(3),
  by: oneOf(['recording', 'time']),
  validation: oneOf(['spread', 'last']),
  ahead: whole(0),
  label: text,
};

/** From so many recordings on, whole ones are split by default. */
const ENOUGH = 5;

/** Options with their defaults. */
export interface Shares extends InTime {
  readonly by: 'recording' | 'time';
  /** Of each recording; null without `label`. */
  readonly labels: Labels | null;
}

/** @throws {RangeError} on shares out of range, or a channel that is not there */
export function completed(of: string, dataset: Dataset, options: ShareOptions): Shares {
  const { fractions = usual, validation = 'spread', ahead = 0, label } = options;
  const sum = fractions[0] + fractions[1] + fractions[2];
  if (!(fractions.every((f) => f > 0) && sum <= 1 + 1e-9))
    throw new RangeError(`fractions must be > 0 and sum to at most 1, got ${fractions.join(', ')}`);
  const { recordings } = dataset;
  const { by = recordings.length >= ENOUGH || label !== undefined ? 'recording' : 'time' } = options;
  if (by === 'time' && label !== undefined)
    throw new RangeError(`${of}: a recording with one label is of one part only: leave out label, or by`);
  const labels = label === undefined ? null : labelsOf(of, dataset, label);
  if (by === 'recording' && recordings.length < 3)
    throw new RangeError(
      `${recordings.length} recordings cannot be split in three: ${labels ? 'give three or more' : 'split by time'}`,
    );
  return { fractions, by, validation, ahead, labels };
}

/** The first label of each recording; NaN if it has none. */
function labelsOf(of: string, { channels, recordings, labels }: Dataset, label: string): Labels {
  const at = channels.indexOf(label);
  if (at < 0) throw new RangeError(`${of}: label: there is no channel "${label}"`);
  const values = recordings.map(
    ({ values: all }) => all.find((x, i) => i % channels.length === at && !Number.isNaN(x)) ?? Number.NaN,
  );
  return { values, areClasses: labels?.has(label) ?? false };
}

/** Places of whole recordings. */
export function placesOf({ recordings }: Dataset, { fractions, validation, labels }: Shares): Places {
  if (validation === 'last') return inOrder(share(recordings.length, fractions));
  return (labels && stratified(labels, fractions)) ?? spread(recordings.length, fractions);
}

/** The recordings at these places. */
export function pick(dataset: Dataset, places: Places): Split {
  const at = (list: readonly number[]): Dataset =>
    withRecordings(
      dataset,
      list.map((place) => dataset.recordings[place]),
    );
  return { train: at(places.train), validation: at(places.validation), test: at(places.test) };
}

/** The pieces of each recording. */
export function inPieces(
  dataset: Dataset,
  cut: (recording: Recording, place: number) => Readonly<Record<keyof Split, Recording[]>>,
): Split {
  const pieces = dataset.recordings.map(cut);
  const of = (part: keyof Split): Dataset =>
    withRecordings(
      dataset,
      pieces.flatMap((one) => one[part]),
    );
  return { train: of('train'), validation: of('validation'), test: of('test') };
}

export function withRecordings(dataset: Dataset, recordings: Recording[]): Dataset {
  return { ...dataset, recordings };
}
