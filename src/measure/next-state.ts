import { type Recording, statistics } from '../data/index.ts';
import type { Sequence } from '../train/sequence.ts';
import type { Baseline, Errors } from './baselines.ts';
import { linearMap } from './linear-map.ts';
import type { Predictor, TrivialPredictor } from './predictor.ts';

/** Turns recordings of a system into sequences, in the given order. */
export interface NextState {
  readonly train: readonly Sequence[];
  readonly validation: readonly Sequence[];
  readonly test: readonly Sequence[];
}

/**
 * The task to predict a system's next state: the target of each step is the sample after its input. Recordings are
 * z-scored channel by channel with the mean and deviation of the training recordings.
 * @param counts recordings for training, then for validation, from the first on; the rest are for the test
 */
export function nextState(
  recordings: readonly Recording[],
  counts: { readonly train: number; readonly validation: number },
): NextState {
  const [{ channels: width }] = recordings;
  const channels = Array.from({ length: width }, (_, i) => `x${i}`);
  const { mean, std } = statistics({ channels, recordings: recordings.slice(0, counts.train) });
  const sequences = recordings.map(({ values, length }): Sequence => {
    const z = values.map((x, i) => (x - mean[i % width]) / std[i % width]);
    return { length: length - 1, inputs: z.slice(0, -width), targets: z.slice(width), dt: null };
  });
  const tested = counts.train + counts.validation;
  return {
    train: sequences.slice(0, counts.train),
    validation: sequences.slice(counts.train, tested),
    test: sequences.slice(tested),
  };
}

/** Trivial predictors of a next state: zero, the last state, and linear maps of the last 1 … `lags` states. */
export function trivialPredictors(train: readonly Sequence[], lags: number): TrivialPredictor[] {
  const [{ inputs, length }] = train;
  const zeros = new Float64Array(inputs.length / length);
  const memoryless = (name: string, step: (x: ArrayLike<number>) => ArrayLike<number>): TrivialPredictor => ({
    name,
    parameters: 0,
    predictor: { reset() {}, step, probe: () => [], state: () => new Float64Array(0), setState() {} },
  });
  return [
    memoryless('zero', () => zeros),
    memoryless('persistence', (x) => x),
    ...Array.from({ length: lags }, (_, i) => linearMap(train, i + 1)),
  ];
}

/** Scores trivial predictors as a panel scores its contenders. */
export const scored = (
  trivial: readonly TrivialPredictor[],
  evaluate: (predictor: Predictor) => Errors,
): Baseline[] =>
  trivial.map(({ name, parameters, predictor }) => ({ name, parameters, errors: evaluate(predictor) }));
