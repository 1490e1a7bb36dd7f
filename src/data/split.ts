/** Splits data in order, without chance, into training, validation and test parts; computes channel statistics. */
import { checkOptions } from '../check/options.ts';
import { numbers, oneOf } from '../check/rules.ts';
import { type Dataset, type Recording, slice } from './sequence.ts';

export interface Split {
  train: Dataset;
  validation: Dataset;
  test: Dataset;
}

const three = numbers(3);

type Three = readonly [train: number, validation: number, test: number];

/** From so many recordings on, whole ones are split by default. */
const ENOUGH = 5;

/**
 * Shares, each > 0, summing to at most 1, of the recordings or of the samples of each; or numbers of recordings, each ≥ 1.
 * `by` decides what is split: whole recordings, or each in time. Default: recordings if there are five or more.
 */
export type SplitOptions = { fractions?: Three; by?: 'recording' | 'time' } | { counts: Three };

/**
 * Splits by recording if there are five or more: the first ones train, the next validate, the next test. Rounds fractions
 * (0.7, 0.15, 0.15 by default) so that every part has at least one. Splits fewer recordings each in time by the same
 * fractions: first train, then validation, then test. The parts stay recordings of their own: nothing is joined.
 * @throws {RangeError} on shares out of range, more recordings asked for than there are, or too few samples.
 */
export function split(dataset: Dataset, options: SplitOptions = {}): Split {
  checkOptions<{ fractions?: unknown; by?: unknown; counts?: unknown }>('split', options, {
    fractions: three,
    by: oneOf(['recording', 'time']),
    counts: three,
  });
  const { recordings } = dataset;
  if ('counts' in options) {
    const { counts } = options;
    if (!counts.every((n) => Number.isInteger(n) && n >= 1)) {
      throw new RangeError(`counts must be integers ≥ 1, got ${counts.join(', ')}`);
    }
    const asked = counts[0] + counts[1] + counts[2];
    if (asked > recordings.length) {
      throw new RangeError(`counts ask for ${asked} recordings, the data have ${recordings.length}`);
    }
    return parts(counts, (start, end) => withRecordings(dataset, recordings.slice(start, end)));
  }
  const fractions = options.fractions ?? ([0.7, 0.15, 0.15] as const);
  const sum = fractions[0] + fractions[1] + fractions[2];
  if (!(fractions.every((f) => f > 0) && sum <= 1 + 1e-9)) {
    throw new RangeError(`fractions must be > 0 and sum to at most 1, got ${fractions.join(', ')}`);
  }
  const { by = recordings.length >= ENOUGH ? 'recording' : 'time' } = options;
  if (by === 'recording') {
    if (recordings.length < 3)
      throw new RangeError(`${recordings.length} recordings cannot be split in three: split by time`);
    const counts = share(recordings.length, fractions);
    return parts(counts, (start, end) => withRecordings(dataset, recordings.slice(start, end)));
  }
  const inTime = recordings.map((recording) => {
    if (recording.length < 3) {
      throw new RangeError(`${recording.name}: ${recording.length} samples cannot be split in three`);
    }
    return parts(share(recording.length, fractions), (start, end) => slice(recording, start, end));
  });
  return {
    train: withRecordings(
      dataset,
      inTime.map((part) => part.train),
    ),
    validation: withRecordings(
      dataset,
      inTime.map((part) => part.validation),
    ),
    test: withRecordings(
      dataset,
      inTime.map((part) => part.test),
    ),
  };
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

/** Sizes of the three parts of n ≥ 3 items, each at least 1. The test part takes the remainder of rounding. */
function share(n: number, [train, validation, test]: Three): Three {
  // A number just above 0 keeps 0.7 · 10 from becoming 6.
  const whole = (x: number) => Math.floor(x + 1e-9);
  const used = Math.max(3, whole(n * (train + validation + test)));
  const first = Math.min(Math.max(1, whole(n * train)), used - 2);
  const second = Math.min(Math.max(1, whole(n * validation)), used - first - 1);
  return [first, second, used - first - second];
}

function parts<T>([train, validation, test]: Three, part: (start: number, end: number) => T) {
  const second = train + validation;
  return { train: part(0, train), validation: part(train, second), test: part(second, second + test) };
}

function withRecordings(dataset: Dataset, recordings: Recording[]): Dataset {
  return { ...dataset, recordings };
}
