/** Metrics to compare models by, and the baselines in every comparison. */
import { statisticsOf } from '../data/split.ts';
import type { Sequence } from '../train/sequence.ts';
import { linearMap } from './linear-map.ts';
import { outputsOf } from './predictor.ts';

/** A number to compare models by. */
export interface Metric {
  readonly key: string;
  readonly label: string;
  /** The number's unit; empty if it has none. */
  readonly unit: string;
  /** Which direction is better; default: lower. */
  readonly better?: 'lower' | 'higher';
}

/** One number for each metric. */
export type Errors = Readonly<Record<string, number>>;

export interface Baseline {
  readonly name: string;
  readonly parameters: number;
  readonly errors: Errors;
}

/** A trivial predictor for every comparison, with its predictions [length × outputs] of each test sequence. */
export interface Trivial {
  readonly name: string;
  readonly parameters: number;
  readonly predictions: readonly ArrayLike<number>[];
}

/**
 * Mean squared error of predictions [length × outputs] over the scored steps of sequences. Missing targets do not count; NaN
 * if all are missing.
 */
export function meanSquaredError(
  predictions: readonly ArrayLike<number>[],
  sequences: readonly Sequence[],
): number {
  let sum = 0;
  let n = 0;
  sequences.forEach(({ targets, length, scoredFrom = 0 }, s) => {
    const first = (scoredFrom * targets.length) / length;
    for (let i = first; i < targets.length; i++) {
      if (Number.isNaN(targets[i])) continue;
      sum += (predictions[s][i] - targets[i]) ** 2;
      n++;
    }
  });
  return sum / n;
}

/** Predicts zero, in the data's own units. */
export const zero = (test: readonly Sequence[]): Trivial => ({
  name: 'zero',
  parameters: 0,
  predictions: test.map((s) => new Float64Array(s.targets.length)),
});

/**
 * The last target that is there and known at the time of each prediction, [length × outputs]; NaN where there is none yet.
 * @param leads how many steps ahead each output lies; of 0 and 1, the default, the target of the step before is known
 */
export function lastKnown(
  { targets, length }: Pick<Sequence, 'targets' | 'length'>,
  leads: readonly number[] = [],
): Float64Array {
  const outputs = targets.length / length;
  const last = new Float64Array(outputs).fill(Number.NaN);
  return targets.map((_, i) => {
    const output = i % outputs;
    const known = targets[i - outputs * Math.max(1, leads[output] ?? 1)] ?? Number.NaN;
    if (!Number.isNaN(known)) last[output] = known;
    return last[output];
  });
}

/**
 * Predicts the last known target. Until there is one, predicts 0, so score from the step of the largest lead on, at least 1.
 * @param leads as `lastKnown` takes them
 */
export const persistence = (test: readonly Sequence[], leads: readonly number[] = []): Trivial => ({
  name: 'persistence',
  parameters: 0,
  predictions: test.map((s) => lastKnown(s, leads).map((x) => (Number.isNaN(x) ? 0 : x))),
});

/** Predicts for each output the mean of its targets in other sequences; 0 for one without targets there. */
export function mean(of: readonly Sequence[], test: readonly Sequence[], name = 'mean'): Trivial {
  const outputs = of[0].targets.length / of[0].length;
  const { mean: means } = statisticsOf(
    of.map(({ targets }) => targets),
    outputs,
  );
  return {
    name,
    parameters: outputs,
    predictions: test.map(({ targets }) => targets.map((_, i) => means[i % outputs] || 0)),
  };
}

/** The most frequent class among targets that are there, the first of equals: what to predict if nothing is known. */
export function majorityClass(train: readonly Sequence[], classes: number): number {
  const counts = new Float64Array(classes);
  for (const { targets } of train) for (const label of targets) if (!Number.isNaN(label)) counts[label]++;
  return counts.indexOf(Math.max(...counts));
}

/** The predictions of a `linearMap`. Score from step `lags` − 1 on. */
export function linear(train: readonly Sequence[], test: readonly Sequence[], lags: number): Trivial {
  const { name, parameters, predictor } = linearMap(train, lags);
  return { name, parameters, predictions: test.map((s) => outputsOf(predictor, s)) };
}
