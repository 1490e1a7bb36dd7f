/** How wrong predictions of numbers are, by output, in the data's own units. */
import type { Sequence } from '../../train/sequence.ts';
import { lastKnown } from '../baselines.ts';

/** The errors of one output. NaN where they are not defined. */
export interface NumberMetrics {
  /** How many targets were there to compare with. */
  readonly count: number;
  readonly mse: number;
  readonly rmse: number;
  readonly mae: number;
  /** 1 − MSE / variance of these targets: 1 is exact, 0 as good as their mean. NaN if they are constant. */
  readonly r2: number;
  /** 1 − MSE / MSE of persistence, both where a value before is known. NaN if persistence is exact, or nothing is known. */
  readonly skill: number;
  /** Mean squared error of the last known value. */
  readonly persistence: number;
  /** Of the targets. */
  readonly variance: number;
}

/** Adds up the errors of one output, in one pass. */
export class NumberErrors {
  private count = 0;
  private squares = 0;
  private absolutes = 0;
  /** Mean of the targets, and the sum of their squared distances from it (Welford 1962). */
  private mean = 0;
  private spread = 0;
  /** Of the targets before which a value is known. */
  private compared = 0;
  private comparedSquares = 0;
  private persisted = 0;

  /** @param last the last known value when the prediction was made; NaN if there was none */
  add(prediction: number, target: number, last: number): void {
    const square = (prediction - target) ** 2;
    this.count++;
    this.squares += square;
    this.absolutes += Math.abs(prediction - target);
    const distance = target - this.mean;
    this.mean += distance / this.count;
    this.spread += distance * (target - this.mean);
    if (Number.isNaN(last)) return;
    this.compared++;
    this.comparedSquares += square;
    this.persisted += (last - target) ** 2;
  }

  metrics(): NumberMetrics {
    const { count, squares, absolutes, spread, compared, comparedSquares, persisted } = this;
    const mse = squares / count;
    return {
      count,
      mse,
      rmse: Math.sqrt(mse),
      mae: absolutes / count,
      r2: spread > 0 ? 1 - squares / spread : Number.NaN,
      skill: persisted > 0 ? 1 - comparedSquares / persisted : Number.NaN,
      persistence: persisted / compared,
      variance: spread / count,
    };
  }
}

/**
 * The errors of each output over the scored steps of sequences. Missing targets do not count.
 * @param predictions [length × outputs] of each sequence
 * @param leads how many steps ahead each output lies; persistence knows the target so many steps before, at least one
 */
export function numberMetrics(
  sequences: readonly Sequence[],
  predictions: readonly ArrayLike<number>[],
  leads: readonly number[],
): NumberMetrics[] {
  const errors = leads.map(() => new NumberErrors());
  for (const [s, sequence] of sequences.entries()) {
    const { targets, scoredFrom = 0 } = sequence;
    const last = lastKnown(sequence, leads);
    for (let i = scoredFrom * leads.length; i < targets.length; i++)
      if (!Number.isNaN(targets[i])) errors[i % leads.length].add(predictions[s][i], targets[i], last[i]);
  }
  return errors.map((one) => one.metrics());
}

/**
 * One error for all outputs: the mean of their MSE, each in units of a variance, so that their units do not matter.
 * @param variances of each output; an output whose variance is 0 does not count, nor does one without a target
 * @returns the MSE itself of a single output, or where no output has a variance
 */
export function commonError(metrics: readonly NumberMetrics[], variances: readonly number[]): number {
  const there = metrics.flatMap(({ count, mse }, o) => (count > 0 ? [{ mse, variance: variances[o] }] : []));
  const varying = there.filter(({ variance }) => variance > 0);
  const isCommon = metrics.length > 1 && varying.length > 0;
  const errors = isCommon ? varying.map(({ mse, variance }) => mse / variance) : there.map(({ mse }) => mse);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
