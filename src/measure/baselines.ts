/** Metrics to compare models by, and the baselines in every comparison. */
import type { Sequence } from '../train/sequence.ts';
import type { Predictor } from './predictor.ts';
import { outputsOf } from './predictor.ts';

/** A number to compare models by. */
export interface Metric {
  readonly key: string;
  readonly label: string;
  /** The number's unit; empty if it has none. */
  readonly unit: string;
  /** Which direction is better; default: lower. */
  readonly better?: 'lower' | 'higher';
}

/** One number for each metric. */
export type Errors = Readonly<Record<string, number>>;

export interface Baseline {
  readonly name: string;
  readonly parameters: number;
  readonly errors: Errors;
}

/** A trivial predictor for every comparison, with its predictions [length × outputs] of each test sequence. */
export interface Trivial {
  readonly name: string;
  readonly parameters: number;
  readonly predictions: readonly ArrayLike<number>[];
}

/** Mean squared error of predictions [length × outputs] over the scored steps of sequences. */
export function meanSquaredError(
  predictions: readonly ArrayLike<number>[],
  sequences: readonly Sequence[],
): number {
  let sum = 0;
  let n = 0;
  sequences.forEach(({ targets, length, scoredFrom = 0 }, s) => {
    const first = (scoredFrom * targets.length) / length;
    for (let i = first; i < targets.length; i++) sum += (predictions[s][i] - targets[i]) ** 2;
    n += targets.length - first;
  });
  return sum / n;
}

/** Predicts zero, in the data's own units. */
export const zero = (test: readonly Sequence[]): Trivial => ({
  name: 'zero',
  parameters: 0,
  predictions: test.map((s) => new Float64Array(s.targets.length)),
});

/** Predicts the target of the step before. The first step gets 0, so score from step 1 on. */
export const persistence = (test: readonly Sequence[]): Trivial => ({
  name: 'persistence',
  parameters: 0,
  predictions: test.map(({ targets, length }) => {
    const outputs = targets.length / length;
    return targets.map((_, i) => (i < outputs ? 0 : targets[i - outputs]));
  }),
});

/** The predictions of a `linearMap`. Score from step `lags` − 1 on. */
export function linear(train: readonly Sequence[], test: readonly Sequence[], lags: number): Trivial {
  const { name, parameters, predictor } = linearMap(train, lags);
  return { name, parameters, predictions: test.map((s) => outputsOf(predictor, s)) };
}

/** A trivial predictor that can be stepped, also in a closed loop. */
export interface TrivialPredictor {
  readonly name: string;
  readonly parameters: number;
  readonly predictor: Predictor;
}

/**
 * A linear map of the last `lags` inputs with a bias, fitted by least squares with a small ridge on the steps of `train`
 * that have all lags. Standardises inputs first, so that their units do not matter. Until it has seen `lags` inputs, the
 * first one stands in for the missing ones.
 */
export function linearMap(train: readonly Sequence[], lags: number): TrivialPredictor {
  const [first] = train;
  const inputs = first.inputs.length / first.length;
  const outputs = first.targets.length / first.length;
  const width = inputs * lags + 1;
  const x = standard(
    train.map((s) => s.inputs),
    inputs,
  );
  const y = standard(
    train.map((s) => s.targets),
    outputs,
  );
  /** The last inputs, newest first, standardised, and 1. */
  const row = new Float64Array(width).fill(1);
  let seen = 0;
  const see = (input: ArrayLike<number>): void => {
    row.copyWithin(inputs, 0, inputs * (lags - 1));
    for (let j = 0; j < inputs; j++) row[j] = (input[j] - x.mean[j]) / x.deviation[j];
    if (seen++ === 0) for (let lag = 1; lag < lags; lag++) row.copyWithin(lag * inputs, 0, inputs);
  };
  const gram = new Float64Array(width * width);
  const moment = new Float64Array(width * outputs);
  for (const s of train) {
    seen = 0;
    for (let t = 0; t < s.length; t++) {
      see(s.inputs.subarray(t * inputs, (t + 1) * inputs));
      if (t < lags - 1) continue;
      for (let a = 0; a < width; a++) {
        for (let b = 0; b < width; b++) gram[a * width + b] += row[a] * row[b];
        for (let o = 0; o < outputs; o++)
          moment[a * outputs + o] += (row[a] * (s.targets[t * outputs + o] - y.mean[o])) / y.deviation[o];
      }
    }
  }
  const ridge = 1e-9 * train.reduce((sum, s) => sum + s.length, 0);
  for (let a = 0; a < width; a++) gram[a * width + a] += ridge;
  const weights = solve(gram, moment, width, outputs);
  const output = new Float64Array(outputs);
  return {
    name: `linear, ${lags} lag${lags > 1 ? 's' : ''}`,
    parameters: width * outputs,
    predictor: {
      reset() {
        seen = 0;
      },
      step(input) {
        see(input);
        for (let o = 0; o < outputs; o++) {
          let sum = 0;
          for (let a = 0; a < width; a++) sum += row[a] * weights[a * outputs + o];
          output[o] = sum * y.deviation[o] + y.mean[o];
        }
        return output;
      },
      probe(name) {
        throw new RangeError(`a linear map has no probe "${name}"`);
      },
      state: () => row.slice(0, -1),
      setState(values) {
        row.set(values);
        seen = lags;
      },
    },
  };
}

/** Mean and standard deviation (1 for a constant) of each of `width` interleaved channels. */
function standard(parts: readonly Float64Array[], width: number) {
  const n = parts.reduce((sum, part) => sum + part.length, 0) / width;
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (const part of parts) for (let i = 0; i < part.length; i++) mean[i % width] += part[i] / n;
  for (const part of parts)
    for (let i = 0; i < part.length; i++) deviation[i % width] += (part[i] - mean[i % width]) ** 2 / n;
  return { mean, deviation: deviation.map((v) => Math.sqrt(v) || 1) };
}

/** Solves the symmetric positive definite system A X = B [n × m] by Cholesky's method; overwrites both. */
function solve(a: Float64Array, b: Float64Array, n: number, m: number): Float64Array {
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) for (let i = j; i < n; i++) a[i * n + j] -= a[i * n + k] * a[j * n + k];
    const pivot = Math.sqrt(a[j * n + j]);
    for (let i = j; i < n; i++) a[i * n + j] /= pivot;
  }
  for (let o = 0; o < m; o++) {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) b[i * m + o] -= a[i * n + k] * b[k * m + o];
      b[i * m + o] /= a[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) b[i * m + o] -= a[k * n + i] * b[k * m + o];
      b[i * m + o] /= a[i * n + i];
    }
  }
  return b;
}
