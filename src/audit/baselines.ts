import type { Sequence } from '../train/sequence.ts';

/** A trivial predictor that every comparison has, and its predictions [length × outputs] of each test sequence. */
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

/** Zero, in the data's own units. */
export const zero = (test: readonly Sequence[]): Trivial => ({
  name: 'zero',
  parameters: 0,
  predictions: test.map((s) => new Float64Array(s.targets.length)),
});

/** The target of the step before. The first step has none and gets 0: score from step 1 on. */
export const persistence = (test: readonly Sequence[]): Trivial => ({
  name: 'persistence',
  parameters: 0,
  predictions: test.map(({ targets, length }) => {
    const outputs = targets.length / length;
    return targets.map((_, i) => (i < outputs ? 0 : targets[i - outputs]));
  }),
});

/**
 * A linear map of the last `lags` inputs with a bias, fitted on `train` by least squares with a small ridge, on the steps
 * that have all lags. Inputs are standardised first, so that any units will do. Before a sequence has `lags` inputs, its
 * first one stands for those missing: score from step `lags` − 1 on.
 */
export function linear(train: readonly Sequence[], test: readonly Sequence[], lags: number): Trivial {
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
  const row = new Float64Array(width).fill(1);
  const fillRow = (s: Sequence, t: number): void => {
    for (let lag = 0; lag < lags; lag++)
      for (let j = 0; j < inputs; j++)
        row[lag * inputs + j] = (s.inputs[Math.max(0, t - lag) * inputs + j] - x.mean[j]) / x.deviation[j];
  };
  const gram = new Float64Array(width * width);
  const moment = new Float64Array(width * outputs);
  for (const s of train)
    for (let t = lags - 1; t < s.length; t++) {
      fillRow(s, t);
      for (let a = 0; a < width; a++) {
        for (let b = 0; b < width; b++) gram[a * width + b] += row[a] * row[b];
        for (let o = 0; o < outputs; o++)
          moment[a * outputs + o] += (row[a] * (s.targets[t * outputs + o] - y.mean[o])) / y.deviation[o];
      }
    }
  const ridge = 1e-9 * train.reduce((sum, s) => sum + s.length, 0);
  for (let a = 0; a < width; a++) gram[a * width + a] += ridge;
  const weights = solve(gram, moment, width, outputs);
  const predictions = test.map((s) => {
    const all = new Float64Array(s.targets.length);
    for (let t = 0; t < s.length; t++) {
      fillRow(s, t);
      for (let o = 0; o < outputs; o++) {
        let sum = 0;
        for (let a = 0; a < width; a++) sum += row[a] * weights[a * outputs + o];
        all[t * outputs + o] = sum * y.deviation[o] + y.mean[o];
      }
    }
    return all;
  });
  return {
    name: `linear, ${lags} lag${lags > 1 ? 's' : ''}`,
    parameters: width * outputs,
    predictions,
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
