import { Random } from '../data/random.ts';
import { median } from '../data/sequence.ts';

/** A median with the range over seeds and its 95 % interval. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Interval of the median by the percentile bootstrap. With three seeds it is little more than the range. */
  readonly interval: Interval;
}

export type Interval = readonly [low: number, high: number];

/** Number of resamples. */
const RESAMPLES = 2000;

/**
 * The 95 % interval of a median by the percentile bootstrap (Efron 1979): the 2.5 % and 97.5 % quantiles of the medians of
 * resamples of the same size, drawn with replacement from a fixed seed.
 * @throws RangeError for no values
 */
export function bootstrap(values: readonly number[]): Interval {
  if (values.length === 0) throw new RangeError('an interval needs at least one value');
  const random = new Random(1);
  const medians = Float64Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[random.integer(values.length)])),
  ).sort();
  const at = (q: number): number => medians[Math.round(q * (RESAMPLES - 1))];
  return [at(0.025), at(0.975)];
}

/** Median, smallest, largest and interval. @throws RangeError for no values */
export function spread(values: readonly number[]): Spread {
  const interval = bootstrap(values);
  return { median: median(values), low: Math.min(...values), high: Math.max(...values), interval };
}

/** One contender against another, paired by seed. */
export interface Difference {
  /** Median of the differences of pairs, with its interval. */
  readonly median: number;
  readonly interval: Interval;
  /** The sign of the difference if the interval excludes zero; else 0, a difference that is not called. */
  readonly called: -1 | 0 | 1;
}

/** Words of the reports for a call. */
export const CALLED_BY_CHANCE =
  'Two that are equal are called different by chance in about one comparison of 4 with three seeds, of 16 with five and of 19 with ten, and ' +
  'nothing is corrected for the number of comparisons: few calls among many are no finding.';

/**
 * Compares pairs by the differences `ours − theirs`. A value that is not finite counts as infinitely large, two of them as
 * equal.
 * @throws RangeError for lists of unequal length, or empty ones
 */
export function difference(ours: readonly number[], theirs: readonly number[]): Difference {
  if (ours.length !== theirs.length)
    throw new RangeError(`${ours.length} values cannot be paired with ${theirs.length}`);
  const finite = (x: number): number => (Number.isFinite(x) ? x : Number.POSITIVE_INFINITY);
  const differences = ours.map((x, i) => {
    const [a, b] = [finite(x), finite(theirs[i])];
    return a === b ? 0 : a - b;
  });
  const interval = bootstrap(differences);
  return {
    median: median(differences),
    interval,
    called: interval[0] > 0 ? 1 : interval[1] < 0 ? -1 : 0,
  };
}
