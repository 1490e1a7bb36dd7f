import { checkArgument } from '../../check/options.ts';
import { rule } from '../../check/rules.ts';
import type { Loss } from './loss.ts';

export const quantilesRule = rule(
  'numbers between 0 and 1, each above the one before',
  (x) =>
    Array.isArray(x) &&
    x.length > 0 &&
    x.every((q, i) => typeof q === 'number' && q > 0 && q < 1 && (i === 0 || q > x[i - 1])),
);

/** A quantile loss, which knows its quantiles. */
export interface QuantileLoss extends Loss<'quantile'> {
  readonly options: { readonly quantiles: readonly number[] };
}

/**
 * The pinball loss (Koenker & Bassett 1978): q (y − ŷ) where ŷ is too low, (1 − q) (ŷ − y) where it is too high; least where a
 * share q of the targets lies below ŷ. The mean over the outputs. Outputs, and targets, are one after the other for each
 * quantile: a target is repeated for each.
 * @param quantiles ascending, between 0 and 1
 */
export function quantile(quantiles: readonly number[]): QuantileLoss {
  checkArgument('quantile', 'quantiles', quantiles, quantilesRule);
  const count = quantiles.length;
  return {
    name: 'quantile',
    options: { quantiles: [...quantiles] },
    classes: false,
    targets(outputs) {
      if (outputs % count === 0) return outputs;
      throw new RangeError(
        `${outputs} outputs are no whole number of targets: the quantile loss needs an output for each of ${count} quantiles of each target`,
      );
    },
    step(values, at, outputs, targets, from, gradients, weight) {
      let sum = 0;
      for (let j = 0; j < outputs; j++) {
        const target = targets[from + j];
        if (Number.isNaN(target)) continue;
        const q = quantiles[j % count];
        const d = values[at + j] - target;
        sum += d < 0 ? -q * d : (1 - q) * d;
        gradients[at + j] += (weight * (d < 0 ? -q : d > 0 ? 1 - q : 0)) / outputs;
      }
      return sum / outputs;
    },
  };
}

/** The quantiles of a loss; null for one of another kind. */
export const quantilesOf = (loss: Loss): readonly number[] | null =>
  loss.name === 'quantile' ? ((loss as QuantileLoss).options?.quantiles ?? null) : null;
