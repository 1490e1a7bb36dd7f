/** What a kind of outputs says of a model: what is measured, and how it is shown. */
import type { Comparison } from '../../measure/comparison.ts';
import type { Sequence } from '../../train/sequence.ts';

/** Sequences, and what is predicted of them. */
export interface Judged {
  readonly sequences: readonly Sequence[];
  /** Of each sequence, in the form of its kind. */
  readonly predictions: readonly ArrayLike<number>[];
}

/** What is compared, with its predictions of each sequence. */
export interface Row {
  readonly name: string;
  readonly predictions: Judged['predictions'];
}

/** A part of the data, judged. */
export interface Part extends Judged {
  /** `train`, `validation`, `test`, or what stands in its place. */
  readonly name: string;
}

export interface Kind {
  /** What the error is that models are compared by. */
  readonly measure: string;
  /** That error; smaller is better. */
  error(judged: Judged): number;
  shown(error: number): string;
  /** What a single wrong prediction adds to that error, where such are counted; 0 otherwise. */
  resolution(judged: Judged): number;
  /** Another error, which may see it otherwise. */
  readonly second?: { readonly measure: string; error(judged: Judged): number };
  /**
   * A table of models and baselines on a test.
   * @param where names the test
   * @param models the last one is the blob
   */
  comparisonTable(where: string, models: readonly Row[], comparison: Comparison): string;
  /** What the outputs of a model [length × outputs] say, in the form in which baselines predict. */
  predictionsOf(outputs: Float32Array | Float64Array): ArrayLike<number>;
  /** @param train null for those alone that need no training */
  baselines(train: readonly Sequence[] | null, test: readonly Sequence[]): Comparison;
  /** Tables of the metrics, parts side by side; details are of the last part. */
  tables(parts: readonly Part[]): string[];
  /** All metrics, for JSON. */
  json(judged: Judged): Readonly<Record<string, unknown>>;
}
