import type { Sequence } from '../sequence.ts';
import type { Loss } from './loss.ts';

/** How classes weigh against each other: all alike, as rare as they are, or as told. */
export type ClassWeights = 'balanced' | readonly number[] | null;

/**
 * −ln softmax(logits)[class]; the target of a step is the index of its class.
 * @param weights of the classes: a step counts as much as its class
 * @param smoothing share of the target that is spread over all classes alike (label smoothing, Szegedy et al. 2016,
 * arXiv:1512.00567)
 */
export const crossEntropyOf = (
  weights: readonly number[] | null,
  smoothing: number,
): Loss<'cross-entropy'> => ({
  name: 'cross-entropy',
  classes: true,
  targets: () => 1,
  step(values, at, outputs, targets, from, gradients, weight) {
    const label = targets[from];
    const own = weights?.[label] ?? 1;
    let top = -Infinity;
    for (let j = 0; j < outputs; j++) top = Math.max(top, values[at + j]);
    let sum = 0;
    let mean = 0;
    for (let j = 0; j < outputs; j++) {
      sum += Math.exp(values[at + j] - top);
      mean += values[at + j] / outputs;
    }
    for (let j = 0; j < outputs; j++) {
      const wanted = (1 - smoothing) * (j === label ? 1 : 0) + smoothing / outputs;
      gradients[at + j] += weight * own * (Math.exp(values[at + j] - top) / sum - wanted);
    }
    return own * (Math.log(sum) + top - ((1 - smoothing) * values[at + label] + smoothing * mean));
  },
});

/** Every class alike, every label as it is. */
export const crossEntropy = crossEntropyOf(null, 0);

/**
 * The weights of classes, scaled so that their mean over the targets is 1. Balanced, each class weighs one over its count, so
 * that all matter alike, however rare.
 * @param sequences to learn from
 */
export function weightsOf(
  given: Exclude<ClassWeights, null>,
  sequences: readonly Sequence[],
  classes: number,
): number[] {
  const counts = new Float64Array(classes);
  for (const { targets } of sequences) for (const label of targets) if (!Number.isNaN(label)) counts[label]++;
  // a class that never comes weighs as if it had come once
  const raw = given === 'balanced' ? Array.from(counts, (count) => 1 / Math.max(1, count)) : given;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = counts.reduce((sum, count, c) => sum + count * raw[c], 0) / total;
  return Array.from(raw, (weight) => weight / mean);
}
