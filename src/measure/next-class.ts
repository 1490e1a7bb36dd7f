import type { Sequence } from '../train/sequence.ts';
import type { Baseline } from './baselines.ts';
import type { Predictor } from './predictor.ts';

/** The least probability: one that f32 rounds to 0 costs 100 bits, not infinitely many. */
const LEAST = 2 ** -100;

/** The task to predict the next class: one-hot inputs, the class after each as target. @param values at least two */
export function nextClass(values: Uint8Array, classes: number): Sequence {
  const length = values.length - 1;
  const inputs = new Float64Array(length * classes);
  for (let t = 0; t < length; t++) inputs[t * classes + values[t]] = 1;
  return { length, inputs, targets: Float64Array.from(values.subarray(1)), dt: null };
}

/** The mean of −log₂ p, p being a softmax predictor's probability of the next class, from the initial state. */
export function bitsOf(predictor: Predictor, { length, inputs, targets, dt }: Sequence): number {
  const width = inputs.length / length;
  let bits = 0;
  predictor.reset();
  for (let t = 0; t < length; t++) {
    const output = predictor.step(inputs.subarray(t * width, (t + 1) * width), dt ? dt[t] : 1);
    bits -= Math.log2(Math.max(output[targets[t]], LEAST));
  }
  return bits / length;
}

/**
 * Baselines that count, in bits: equal classes, the frequency of each class in `train`, and its frequency after each other
 * class, with one added to every count (Laplace). Parameters are the free probabilities.
 */
export function countBaselines(train: Uint8Array, test: Uint8Array, classes: number): Baseline[] {
  const unigram = new Float64Array(classes).fill(1);
  const bigram = Array.from({ length: classes }, () => new Float64Array(classes).fill(1));
  train.forEach((c, t) => {
    unigram[c]++;
    if (t > 0) bigram[train[t - 1]][c]++;
  });
  const share = (counts: Float64Array, c: number): number => counts[c] / counts.reduce((a, b) => a + b, 0);
  const bits = (probability: (before: number, c: number) => number): number =>
    test.subarray(1).reduce((sum, c, t) => sum - Math.log2(probability(test[t], c)), 0) / (test.length - 1);
  return [
    { name: 'uniform', parameters: 0, errors: { bits: Math.log2(classes) } },
    { name: 'unigram', parameters: classes - 1, errors: { bits: bits((_, c) => share(unigram, c)) } },
    {
      name: 'bigram',
      parameters: classes * (classes - 1),
      errors: { bits: bits((b, c) => share(bigram[b], c)) },
    },
  ];
}
