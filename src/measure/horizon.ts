/** Errors by lead, of models that predict several steps ahead at once. */
import type { Sequence } from '../train/sequence.ts';
import { linear, mean, meanSquaredError, type Trivial } from './baselines.ts';
import type { Comparison } from './comparison.ts';
import { type ForecastErrors, LAGS } from './forecast.ts';
import { seasonalNaive, seasonOf } from './season.ts';

export interface LeadErrors {
  /** Steps ahead, each once, ascending: those of the errors. */
  readonly leads: readonly number[];
  readonly errors: readonly ForecastErrors[];
}

/**
 * The baselines of predictions several steps ahead: persistence, seasonal-naive if there is a season, and the linear map with the
 * best number of lags on the training part.
 * @param train null for those alone that need no training, with the mean of the test; its season is then that of the test
 * @param test scored from the steps on at which all of them know what they repeat
 * @param leads how many steps ahead each output lies, ≥ 1
 */
export function horizonBaselines(
  train: readonly Sequence[] | null,
  test: readonly Sequence[],
  leads: readonly number[],
): Comparison {
  const distinct = distinctOf(leads);
  const room = Math.max(...test.map(({ length }) => length)) >> 1;
  const period = seasonOf(train ?? test, distinct, room);
  const back = Math.max(...distinct, ...LAGS);
  const scored = test.map((s) => {
    const { length, scoredFrom = 0 } = s;
    const season = back + (period ?? 0);
    const from = season < length / 2 ? season : Math.min(back, length - 1);
    return { ...s, scoredFrom: Math.max(scoredFrom, from) };
  });
  return {
    test: scored,
    baselines: [
      seasonalNaive(test, 1, leads),
      ...(period === null ? [] : [seasonalNaive(test, period, leads)]),
      train ? linear(train, test, bestLags(train)) : mean(scored, scored, 'mean of these data'),
    ],
  };
}

/** The number of lags whose linear map predicts the training part best. */
function bestLags(train: readonly Sequence[]): number {
  const maps = LAGS.map((lags) => ({
    lags,
    error: meanSquaredError(linear(train, train, lags).predictions, train),
  }));
  return maps.reduce((best, map) => (map.error < best.error ? map : best)).lags;
}

const distinctOf = (leads: readonly number[]): number[] => [...new Set(leads)].sort((a, b) => a - b);

/**
 * Errors of predictions by lead, beside those of baselines.
 * @param models with their predictions [length × outputs] of each test sequence
 * @param leads how many steps ahead each output lies, ≥ 1
 */
export function leadErrors(
  models: readonly Pick<Trivial, 'name' | 'predictions'>[],
  leads: readonly number[],
  { test, baselines }: Comparison,
): LeadErrors {
  const distinct = distinctOf(leads);
  return {
    leads: distinct,
    errors: [...models, ...baselines].map(({ name, predictions }) =>
      byLead(name, predictions, test, leads, distinct),
    ),
  };
}

function byLead(
  name: string,
  predictions: readonly ArrayLike<number>[],
  test: readonly Sequence[],
  leads: readonly number[],
  distinct: readonly number[],
): ForecastErrors {
  const sums = new Float64Array(distinct.length);
  const counts = new Float64Array(distinct.length);
  const places = leads.map((lead) => distinct.indexOf(lead));
  for (const [s, { targets, scoredFrom = 0 }] of test.entries())
    for (let i = scoredFrom * leads.length; i < targets.length; i++) {
      if (Number.isNaN(targets[i])) continue;
      const place = places[i % leads.length];
      sums[place] += (predictions[s][i] - targets[i]) ** 2;
      counts[place]++;
    }
  const sum = (list: Float64Array): number => list.reduce((total, x) => total + x, 0);
  return { name, bySteps: sums.map((squares, i) => squares / counts[i]), overall: sum(sums) / sum(counts) };
}
