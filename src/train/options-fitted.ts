/** Options that depend on what is learnt from. */
import type { LowerOptions } from '../compile/lower.ts';
import { crossEntropyOf, weightsOf } from './losses/cross-entropy.ts';
import type { CompleteOptions } from './options.ts';
import type { Sequence } from './sequence.ts';

/** The options with which `compile` stores exactly the weights that the trainer computed with. */
export const exportedWith = ({ qat, prune, exported }: CompleteOptions): LowerOptions => ({
  ...exported,
  ...(qat && { weights: qat }),
  ...(prune && { sparse: true }),
});

/** Options with the loss that classes and labels ask for. @param sequences to learn from */
export function weighted(
  completed: CompleteOptions,
  sequences: readonly Sequence[],
  classes: number,
): CompleteOptions {
  const { classWeights, labelSmoothing } = completed;
  if (!classWeights && labelSmoothing === 0) return completed;
  const weights = classWeights && weightsOf(classWeights, sequences, classes);
  return { ...completed, loss: crossEntropyOf(weights, labelSmoothing) };
}
