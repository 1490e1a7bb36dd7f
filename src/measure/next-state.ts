import { type Recording, statistics } from '../data/index.ts';
import type { Sequence } from '../train/sequence.ts';
import type { Baseline, Errors } from './baselines.ts';
import { linearMap, type TrivialPredictor } from './baselines.ts';
import type { Predictor } from './predictor.ts';

/** Recordings of a system as sequences, in the order given. */
export interface NextState {
  readonly train: readonly Sequence[];
  readonly validation: readonly Sequence[];
  readonly test: readonly Sequence[];
}

/**
 * The task of predicting a system's next state: recordings z-scored channel by channel with the mean and deviation of those
 * for training, the target of each step being the sample after its input.
 * @param counts how many of the recordings, from the first on, are for training and for validation; the rest are for the test
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

/** What needs no training to predict a next state: zero, the last state, and linear maps of the last 1 … `lags` states. */
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

/** Trivial predictors scored as a panel scores its contenders. */
export const scored = (
  trivial: readonly TrivialPredictor[],
  evaluate: (predictor: Predictor) => Errors,
): Baseline[] =>
  trivial.map(({ name, parameters, predictor }) => ({ name, parameters, errors: evaluate(predictor) }));
