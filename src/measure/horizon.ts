/** Errors by lead, of models that predict several steps ahead at once. */
import type { Sequence } from '../train/sequence.ts';
import { linear, meanSquaredError, type Trivial } from './baselines.ts';
import { type ForecastErrors, LAGS } from './forecast.ts';
import { seasonalNaive, seasonOf } from './season.ts';

export interface LeadErrors {
  /** Steps ahead, each once, ascending: those of the errors. */
  readonly leads: readonly number[];
  readonly errors: readonly ForecastErrors[];
}

/**
 * Errors of predictions by lead, beside persistence, seasonal-naive if the training part has a season, and the linear map with
 * the best number of lags on the training part. Counts the steps at which all of them know what they repeat.
 * @param models with their predictions [length × outputs] of each test sequence
 * @param leads how many steps ahead each output lies, ≥ 1
 * @param parts sequences whose targets are NaN where missing
 */
export function leadErrors(
  models: readonly Pick<Trivial, 'name' | 'predictions'>[],
  leads: readonly number[],
  parts: { readonly train: readonly Sequence[]; readonly test: readonly Sequence[] },
): LeadErrors {
  const { train, test } = parts;
  const distinct = [...new Set(leads)].sort((a, b) => a - b);
  const room = Math.max(...test.map(({ length }) => length)) >> 1;
  const period = seasonOf(train, distinct, room);
  const maps = LAGS.map((lags) => ({
    lags,
    error: meanSquaredError(linear(train, train, lags).predictions, train),
  }));
  const { lags } = maps.reduce((best, map) => (map.error < best.error ? map : best));
  const all = [
    ...models,
    seasonalNaive(test, 1, leads),
    ...(period === null ? [] : [seasonalNaive(test, period, leads)]),
    linear(train, test, lags),
  ];
  const back = Math.max(...distinct, ...LAGS);
  const from = test.map(({ length, scoredFrom = 0 }) => {
    const season = back + (period ?? 0);
    return Math.max(scoredFrom, season < length / 2 ? season : Math.min(back, length - 1));
  });
  return {
    leads: distinct,
    errors: all.map(({ name, predictions }) => byLead(name, predictions, test, leads, distinct, from)),
  };
}

/** @param from the first step of each sequence that counts */
function byLead(
  name: string,
  predictions: readonly ArrayLike<number>[],
  test: readonly Sequence[],
  leads: readonly number[],
  distinct: readonly number[],
  from: readonly number[],
): ForecastErrors {
  const sums = new Float64Array(distinct.length);
  const counts = new Float64Array(distinct.length);
  const places = leads.map((lead) => distinct.indexOf(lead));
  for (const [s, { targets }] of test.entries())
    for (let i = from[s] * leads.length; i < targets.length; i++) {
      if (Number.isNaN(targets[i])) continue;
      const place = places[i % leads.length];
      sums[place] += (predictions[s][i] - targets[i]) ** 2;
      counts[place]++;
    }
  const sum = (list: Float64Array): number => list.reduce((total, x) => total + x, 0);
  return { name, bySteps: sums.map((squares, i) => squares / counts[i]), overall: sum(sums) / sum(counts) };
}
