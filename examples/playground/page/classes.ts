/** How well classes are told: figures of predictions that hold a number for each class. */
import type { Trivial } from '../../../src/measure/baselines.ts';
import type { Sequence } from '../../../src/train/sequence.ts';

/** Calls `see` with the place of each step that counts, [outputs] numbers from there on, and the class that is right. */
function eachStep(
  sequences: readonly Pick<Sequence, 'targets' | 'length' | 'scoredFrom'>[],
  classes: number,
  see: (sequence: number, at: number, right: number) => void,
): void {
  for (const [s, { targets, length, scoredFrom = 0 }] of sequences.entries())
    for (let t = scoredFrom; t < length; t++) {
      const at = t * classes;
      const right = targets.subarray(at, at + classes).indexOf(1);
      // a missing target has no class
      if (right >= 0) see(s, at, right);
    }
}

/** The share of steps at which the class that is right has the greatest number; NaN if no target is known. */
export function rightShare(
  predictions: readonly ArrayLike<number>[],
  sequences: readonly Pick<Sequence, 'targets' | 'length' | 'scoredFrom'>[],
  classes: number,
): number {
  let steps = 0;
  let found = 0;
  eachStep(sequences, classes, (s, at, right) => {
    let best = 0;
    for (let k = 1; k < classes; k++) if (predictions[s][at + k] > predictions[s][at + best]) best = k;
    steps++;
    if (best === right) found++;
  });
  return found / steps;
}

/** Always predicts the share that each class has in the training part. */
export function shares(train: readonly Sequence[], test: readonly Sequence[]): Trivial {
  const [{ targets, length }] = train;
  const classes = targets.length / length;
  const counts = new Float64Array(classes);
  eachStep(train, classes, (_, __, right) => counts[right]++);
  const all = counts.reduce((sum, count) => sum + count, 0);
  return {
    name: 'the share of each class',
    parameters: classes,
    predictions: test.map((s) => Float64Array.from(s.targets, (_, i) => counts[i % classes] / all)),
  };
}

/** The mean cross-entropy of predicted shares; Infinity for a class whose share is 0. */
export function surprise(predictions: readonly ArrayLike<number>[], sequences: readonly Sequence[]): number {
  const [{ targets, length }] = sequences;
  let steps = 0;
  let sum = 0;
  eachStep(sequences, targets.length / length, (s, at, right) => {
    steps++;
    sum -= Math.log(predictions[s][at + right]);
  });
  return sum / steps;
}
