import type { Sequence } from '../train/sequence.ts';
import { linearMap } from './linear-map.ts';
import { outputsOf } from './predictor.ts';

/** A trivial predictor that every comparison has, and its predictions [length × outputs] of each test sequence. */
export interface Trivial {
  readonly name: string;
  readonly parameters: number;
  readonly predictions: readonly ArrayLike<number>[];
}

/** Mean squared error of predictions [length × outputs] over the scored steps of sequences. */
export function meanSquaredError(
  predictions: readonly ArrayLike<number>[],
  sequences: readonly Sequence[],
): number {
  let sum = 0;
  let n = 0;
  sequences.forEach(({ targets, length, scoredFrom = 0 }, s) => {
    const first = (scoredFrom * targets.length) / length;
    for (let i = first; i < targets.length; i++) sum += (predictions[s][i] - targets[i]) ** 2;
    n += targets.length - first;
  });
  return sum / n;
}

/** Zero, in the data's own units. */
export const zero = (test: readonly Sequence[]): Trivial => ({
  name: 'zero',
  parameters: 0,
  predictions: test.map((s) => new Float64Array(s.targets.length)),
});

/** The target of the step before. The first step has none and gets 0: score from step 1 on. */
export const persistence = (test: readonly Sequence[]): Trivial => ({
  name: 'persistence',
  parameters: 0,
  predictions: test.map(({ targets, length }) => {
    const outputs = targets.length / length;
    return targets.map((_, i) => (i < outputs ? 0 : targets[i - outputs]));
  }),
});

/** The predictions of a `linearMap`: score from step `lags` − 1 on. */
export function linear(train: readonly Sequence[], test: readonly Sequence[], lags: number): Trivial {
  const { name, parameters, predictor } = linearMap(train, lags);
  return { name, parameters, predictions: test.map((s) => outputsOf(predictor, s)) };
}
