/** How often the truth lies below predicted quantiles. */
import type { Sequence } from '../../train/sequence.ts';

/** One output's quantile among the targets. NaN without a target. */
export interface Covered {
  readonly quantile: number;
  /** Share of the targets at or below it: the quantile itself if it is right. */
  readonly below: number;
  /** Mean of q (y − ŷ) where ŷ is too low, (1 − q) (ŷ − y) where it is too high, in the data's own units. */
  readonly pinball: number;
}

/**
 * Of each output over the scored steps. Missing targets do not count.
 * @param predictions [length × outputs] of each sequence, the quantiles of a target one after the other
 */
export function coverage(
  {
    sequences,
    predictions,
  }: { readonly sequences: readonly Sequence[]; readonly predictions: readonly ArrayLike<number>[] },
  quantiles: readonly number[],
): Covered[] {
  const outputs = sequences[0].targets.length / sequences[0].length;
  return Array.from({ length: outputs }, (_, o) => {
    const quantile = quantiles[o % quantiles.length];
    let [count, below, pinball] = [0, 0, 0];
    for (const [s, { targets, length, scoredFrom = 0 }] of sequences.entries())
      for (let i = scoredFrom * outputs + o; i < length * outputs; i += outputs) {
        if (Number.isNaN(targets[i])) continue;
        const over = targets[i] - predictions[s][i];
        count++;
        if (over <= 0) below++;
        pinball += over > 0 ? quantile * over : (quantile - 1) * over;
      }
    return { quantile, below: below / count, pinball: pinball / count };
  });
}
