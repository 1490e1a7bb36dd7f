/** How wrong guesses of classes are. */
import type { Sequence } from '../../train/sequence.ts';

/** How well one class is told. NaN where it is not defined. */
export interface OneClass {
  /** How many targets are of this class. */
  readonly count: number;
  /** The share of the guesses of this class that are right; NaN if it is never guessed. */
  readonly precision: number;
  /** The share of its targets that are guessed; NaN if it has none. */
  readonly recall: number;
  /** The harmonic mean of both; NaN if the class is neither there nor guessed. */
  readonly f1: number;
}

export interface ClassMetrics {
  readonly count: number;
  readonly accuracy: number;
  /** The mean recall of the classes that are there: every class counts alike. */
  readonly balancedAccuracy: number;
  /** The mean F1 of the classes that are there or are guessed (macro F1). */
  readonly f1: number;
  readonly classes: readonly OneClass[];
  /** How often each class, by row, was guessed as each, by column. */
  readonly confusion: readonly (readonly number[])[];
}

/** Counts guesses by class, in one pass. */
export class Confusion {
  private readonly counts: readonly Float64Array[];

  constructor(private readonly classes: number) {
    this.counts = Array.from({ length: classes }, () => new Float64Array(classes));
  }

  add(guess: number, target: number): void {
    this.counts[target][guess]++;
  }

  metrics(): ClassMetrics {
    const { counts, classes } = this;
    const guessed = new Float64Array(classes);
    for (const row of counts) row.forEach((n, guess) => void (guessed[guess] += n));
    const each = counts.map((row, k): OneClass => {
      const count = sum(row);
      const found = row[k];
      return {
        count,
        precision: found / guessed[k],
        recall: found / count,
        f1: (2 * found) / (count + guessed[k]),
      };
    });
    const count = sum(each.map((one) => one.count));
    return {
      count,
      accuracy: sum(counts.map((row, k) => row[k])) / count,
      balancedAccuracy: meanOfDefined(each.map(({ recall }) => recall)),
      f1: meanOfDefined(each.map(({ f1 }) => f1)),
      classes: each,
      confusion: counts.map((row) => [...row]),
    };
  }
}

const sum = (list: ArrayLike<number>): number => Array.from(list).reduce((total, x) => total + x, 0);

function meanOfDefined(list: readonly number[]): number {
  const defined = list.filter((x) => !Number.isNaN(x));
  return sum(defined) / defined.length;
}

/**
 * How well classes are told over the scored steps of sequences. Missing targets do not count.
 * @param guesses a class for each step of each sequence
 */
export function classMetrics(
  sequences: readonly Sequence[],
  guesses: readonly ArrayLike<number>[],
  classes: number,
): ClassMetrics {
  const confusion = new Confusion(classes);
  for (const [s, { targets, length, scoredFrom = 0 }] of sequences.entries())
    for (let t = scoredFrom; t < length; t++)
      if (!Number.isNaN(targets[t])) confusion.add(guesses[s][t], targets[t]);
  return confusion.metrics();
}

/** The index of the largest value, the first of equals. */
export function likeliest(y: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < y.length; i++) if (y[i] > y[best]) best = i;
  return best;
}

/** The likeliest class of each step. @param outputs [length × classes] */
export const guessesOf = (outputs: Float32Array | Float64Array, classes: number): Int32Array =>
  Int32Array.from({ length: outputs.length / classes }, (_, t) =>
    likeliest(outputs.subarray(t * classes, (t + 1) * classes)),
  );
