/** The season of a series, and the forecast that repeats it. */
import type { Sequence } from '../train/sequence.ts';
import type { Trivial } from './baselines.ts';

/** The longest season that is looked for, in steps. */
const LONGEST = 1000;

/** The most products of steps, lags and outputs in a search. Beyond, only the last steps of each sequence count. */
const WORK = 2e8;

/**
 * The period with which repeating the last season predicts targets best: from 2 to a third of a sequence, or two thirds of the
 * shortest of several, at most 1,000. Of periods that are equally good within the error of their estimate, the shortest wins, so a week beats two.
 * Outputs count by their own variance; NaN are skipped.
 * @param train the training part: targets [length × outputs]
 * @param leads how many steps ahead of the last known value the predictions lie, each ≥ 1
 * @param longest a smaller limit of the period, such as the steps that are known before a forecast
 * @returns steps; null if no period is clearly better than repeating the last value
 */
export function seasonOf(
  train: readonly Sequence[],
  leads: readonly number[],
  longest = LONGEST,
): number | null {
  const outputs = train[0].targets.length / train[0].length;
  const shortest = Math.min(...train.map(({ length }) => length));
  // several sequences show a season several times, even where each is too short to show it twice
  const share = train.length > 1 ? 2 / 3 : 1 / 3;
  const periods = Math.min(LONGEST, longest, Math.floor(shortest * share));
  if (periods < 2) return null;
  const { squares, pairs } = differences(train, outputs, periods + Math.max(...leads));
  const errors = Float64Array.from({ length: periods + 1 }, (_, period) =>
    period === 0
      ? Number.NaN
      : leads.reduce((sum, lead) => sum + squares[seasons(lead, period)], 0) / leads.length,
  );
  let best = 2;
  for (let period = 3; period <= periods; period++) if (errors[period] < errors[best]) best = period;
  // three relative standard errors of a mean of squares; outputs may repeat each other, so they count as one
  const good = errors[best] * (1 + 3 * Math.sqrt((2 * outputs) / pairs[best]));
  if (!(good < errors[1])) return null;
  const first = errors.findIndex((error, period) => period > 1 && error <= good);
  let found = first;
  for (let period = first; period < 1.5 * first && period <= periods; period++)
    if (errors[period] < errors[found]) found = period;
  return found;
}

/** The least multiple of a period that reaches back over `lead` steps. */
const seasons = (lead: number, period: number): number => period * Math.ceil(lead / period);

/**
 * Mean squared differences of targets `lag` steps apart, over the variance of each output.
 * @returns by lag from 0 to `lags`, NaN where no two targets are so far apart; and how many pairs are
 */
function differences(
  sequences: readonly Sequence[],
  outputs: number,
  lags: number,
): { squares: Float64Array; pairs: Float64Array } {
  const squares = new Float64Array(lags + 1).fill(Number.NaN);
  const steps = Math.ceil(WORK / (lags * outputs * sequences.length));
  const series = Array.from({ length: outputs }, (_, output) =>
    standard(sequences.map((sequence) => lastOf(sequence, output, Math.max(steps, 3 * lags)))),
  ).flat();
  const pairs = new Float64Array(lags + 1);
  for (let lag = 1; lag <= lags; lag++) {
    let sum = 0;
    for (const values of series)
      for (let t = lag; t < values.length; t++) {
        const difference = values[t] - values[t - lag];
        if (Number.isNaN(difference)) continue;
        sum += difference * difference;
        pairs[lag]++;
      }
    squares[lag] = sum / pairs[lag];
  }
  return { squares, pairs };
}

/** The last targets of an output, at most `steps`. */
function lastOf({ targets, length }: Sequence, output: number, steps: number): Float64Array {
  const outputs = targets.length / length;
  const first = Math.max(0, length - steps);
  return Float64Array.from({ length: length - first }, (_, t) => targets[(first + t) * outputs + output]);
}

/** The lists over their common deviation; without change if they are constant. */
function standard(lists: readonly Float64Array[]): Float64Array[] {
  const known = lists.flatMap((list) => [...list.filter((x) => !Number.isNaN(x))]);
  const mean = known.reduce((sum, x) => sum + x, 0) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / known.length) || 1;
  return lists.map((list) => list.map((x) => (x - mean) / deviation));
}

/**
 * Predicts the target of a whole number of seasons before, the nearest that is known at the time of the prediction; a
 * period of 1 repeats the last known value. Where no season before is known, repeats the last known value, or 0 without one.
 * @param leads how many steps ahead each output lies, ≥ 1; with 1 the target of the step before is known
 */
export const seasonalNaive = (
  test: readonly Sequence[],
  period: number,
  leads: readonly number[],
): Trivial => ({
  name: period === 1 ? 'persistence' : `seasonal-naive, ${period} steps`,
  parameters: 0,
  predictions: test.map(({ targets }) => {
    const width = leads.length;
    const before = seasonBefore(targets, width, period);
    return targets.map((_, i) => before(i % width, Math.floor(i / width), leads[i % width]));
  }),
});

/**
 * The value of the nearest season that is known `lead` steps before `step`; where there is none, the last known value, or 0.
 * @param targets [length × width], NaN where missing
 */
export function seasonBefore(
  targets: Float64Array,
  width: number,
  period: number,
): (output: number, step: number, lead: number) => number {
  const filled = filledFrom(targets, period * width);
  const held = period === 1 ? filled : filledFrom(targets, width);
  return (output, step, lead) => {
    const season = filled[(step - seasons(lead, period)) * width + output] ?? Number.NaN;
    if (!Number.isNaN(season)) return season;
    return (held[(step - lead) * width + output] ?? 0) || 0;
  };
}

/** A copy whose missing values repeat those `back` places before; NaN where all before are missing. */
function filledFrom(values: Float64Array, back: number): Float64Array {
  const filled = values.slice();
  for (let i = back; i < filled.length; i++) if (Number.isNaN(filled[i])) filled[i] = filled[i - back];
  return filled;
}
