/** Splits data without chance into training, validation and test parts; computes channel statistics. */
import { checkOptions } from '../check/options.ts';
import { numbers, type Rules } from '../check/rules.ts';
import type { Dataset } from './sequence.ts';
import { splitInTime } from './split/in-time.ts';
import {
  completed,
  inPieces,
  pick,
  placesOf,
  type ShareOptions,
  type Split,
  shareRules,
  withRecordings,
} from './split/options.ts';
import type { Three } from './split/shares.ts';
import { inOrder } from './split/whole.ts';

export type { ShareOptions, Split } from './split/options.ts';

/** Shares, or numbers of recordings, each ≥ 1, in their order: the first ones train, the next validate, the next test. */
export type SplitOptions = ShareOptions | { readonly counts: Three };

const rules: Rules<ShareOptions & { readonly counts?: Three }> = { ...shareRules, counts: numbers(3) };

/**
 * Splits a dataset in three: validation tells how good a model is all over the data, and the test part how good it is on later
 * data.
 *
 * Fewer than five recordings are each split in time. The last samples test. The samples before are cut into one to five equal
 * segments, each with a piece that trains and then a block that validates, of at least 32 samples besides `ahead` unless there is
 * only one. Up to 100 samples before a block, besides `ahead`, are its `context`. No part has a sample of another, except as
 * context.
 *
 * Five recordings or more are split as wholes. The last ones test, and evenly spread ones of the others validate. With `label`,
 * both are evenly spread over the recordings of each class, in each part at least one of three, or over the recordings in the
 * order of their numbers.
 * @throws {RangeError} on options out of range, more recordings asked for than there are, or too few samples
 */
export function split(dataset: Dataset, options: SplitOptions = {}): Split {
  checkOptions<ShareOptions & { readonly counts?: Three }>('split', options, rules);
  if ('counts' in options && options.counts) return pick(dataset, inOrder(checked(dataset, options.counts)));
  const how = completed('split', dataset, options as ShareOptions);
  if (how.by === 'recording') return pick(dataset, placesOf(dataset, how));
  return inPieces(dataset, (recording) => splitInTime(recording, how));
}

/** @throws {RangeError} on counts that the recordings do not have */
function checked({ recordings }: Dataset, counts: Three): Three {
  if (!counts.every((n) => Number.isInteger(n) && n >= 1))
    throw new RangeError(`counts must be integers ≥ 1, got ${counts.join(', ')}`);
  const asked = counts[0] + counts[1] + counts[2];
  if (asked > recordings.length)
    throw new RangeError(`counts ask for ${asked} recordings, the data have ${recordings.length}`);
  return counts;
}

/**
 * Picks recordings by index, in that order, for a published split.
 * @throws {RangeError} on an index that does not exist.
 */
export function select(dataset: Dataset, indices: readonly number[]): Dataset {
  const chosen = indices.map((index) => {
    const recording = dataset.recordings[index];
    if (recording === undefined) {
      throw new RangeError(`there is no recording ${index}; the data have ${dataset.recordings.length}`);
    }
    return recording;
  });
  return withRecordings(dataset, chosen);
}

/**
 * Mean and standard deviation (of the population) of each channel over all samples that are not missing (NaN), [C] each. A
 * constant channel gets a deviation of 1, so that dividing by it is safe. A channel without a sample has a mean of NaN.
 */
export const statistics = ({ recordings, channels }: Dataset): Statistics =>
  statisticsOf(
    recordings.map(({ values }) => values),
    channels.length,
  );

export interface Statistics {
  mean: Float64Array;
  std: Float64Array;
}

/** As `statistics`, of lists [samples × channels] each. */
export function statisticsOf(lists: readonly Float64Array[], channels: number): Statistics {
  const mean = new Float64Array(channels);
  const std = new Float64Array(channels);
  const samples = new Float64Array(channels);
  for (const values of lists) {
    for (let k = 0; k < values.length; k++) if (!Number.isNaN(values[k])) samples[k % channels]++;
  }
  for (const values of lists) {
    for (let k = 0; k < values.length; k++) {
      if (!Number.isNaN(values[k])) mean[k % channels] += values[k] / samples[k % channels];
    }
  }
  for (const values of lists) {
    for (let k = 0; k < values.length; k++) {
      if (Number.isNaN(values[k])) continue;
      const deviation = values[k] - mean[k % channels];
      std[k % channels] += (deviation * deviation) / samples[k % channels];
    }
  }
  for (let c = 0; c < channels; c++) {
    if (samples[c] === 0) mean[c] = Number.NaN;
    const deviation = Math.sqrt(std[c]);
    // Rounding of the mean leaves a constant channel with a few ulps of deviation.
    std[c] = deviation > 1e-12 * Math.abs(mean[c]) ? deviation : 1;
  }
  return { mean, std };
}
