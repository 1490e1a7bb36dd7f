/** Splits data several times, to see how much an error depends on the data that it is measured on. */
import { checkArgument, checkOptions } from '../check/options.ts';
import { oneOf, whole } from '../check/rules.ts';
import type { Dataset } from './sequence.ts';
import { foldsInTime } from './split/in-time.ts';
import {
  completed,
  inPieces,
  pick,
  placesOf,
  type ShareOptions,
  type Split,
  shareRules,
} from './split/options.ts';
import { foldsOfPlaces } from './split/whole.ts';

export interface FoldOptions extends Omit<ShareOptions, 'validation'> {
  /**
   * `rolling`: each fold trains on everything before an origin and is tested on the block behind it; the origins are evenly
   * spaced from the middle on. `blocked`: of k blocks each is the test part of one fold, and all others train. Default:
   * `rolling` if targets lie ahead.
   */
  readonly order?: 'rolling' | 'blocked';
}

/**
 * Splits a dataset k times, leaving out the test part that `split` makes of it. Validation is spread over what a fold trains
 * on, as in `split`. Whole recordings with a `label` are dealt to the blocks label by label.
 * @param k folds, at least 2
 * @throws {RangeError} on options out of range, or too few samples or recordings
 */
export function folds(dataset: Dataset, k: number, options: FoldOptions = {}): Split[] {
  checkArgument('folds', 'k', k, whole(2));
  const { validation: _, ...rules } = shareRules;
  checkOptions<FoldOptions>('folds', options, { ...rules, order: oneOf(['rolling', 'blocked']) });
  const { order = options.ahead ? 'rolling' : 'blocked', ...shares } = options;
  const how = completed('folds', dataset, shares);
  if (how.by === 'recording') {
    const { train, validation } = placesOf(dataset, how);
    const places = [...train, ...validation].sort((a, b) => a - b);
    return foldsOfPlaces(places, k, order, how.labels, how.fractions).map((fold) => pick(dataset, fold));
  }
  const cut = dataset.recordings.map((recording) => foldsInTime(recording, k, order, how));
  return Array.from({ length: k }, (_, fold) => inPieces(dataset, (_, place) => cut[place][fold]));
}
