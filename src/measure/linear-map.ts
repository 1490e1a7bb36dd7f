/** The linear map that every comparison has. */
import type { Sequence } from '../train/sequence.ts';
import type { TrivialPredictor } from './predictor.ts';

/** The last `lags` inputs, newest first, standardised, and 1. */
interface Lags {
  readonly row: Float64Array;
  /** Forgets all inputs. */
  reset(): void;
  see(input: ArrayLike<number>): void;
  restore(values: ArrayLike<number>): void;
}

function lagsOf({ mean, deviation }: Standard, lags: number): Lags {
  const inputs = mean.length;
  const row = new Float64Array(inputs * lags + 1).fill(1);
  let seen = 0;
  return {
    row,
    reset() {
      seen = 0;
    },
    see(input) {
      row.copyWithin(inputs, 0, inputs * (lags - 1));
      for (let j = 0; j < inputs; j++) row[j] = (input[j] - mean[j]) / deviation[j];
      if (seen++ === 0) for (let lag = 1; lag < lags; lag++) row.copyWithin(lag * inputs, 0, inputs);
    },
    restore(values) {
      row.set(values);
      seen = lags;
    },
  };
}

/**
 * A linear map of the last `lags` inputs with a bias, fitted by least squares with a small ridge on the steps of `train`
 * that have all lags and all targets; where most steps miss a target, each output on the steps that have its own.
 * Standardises inputs first, so that their units do not matter. Until it has seen `lags` inputs, the first one stands in for
 * the missing ones.
 * @param ridge added to the variance of each standardised input
 */
export function linearMap(train: readonly Sequence[], lags: number, ridge = 1e-9): TrivialPredictor {
  const [first] = train;
  const inputs = first.inputs.length / first.length;
  const outputs = first.targets.length / first.length;
  const width = inputs * lags + 1;
  const lists = (key: 'inputs' | 'targets') => train.map((s) => s[key]);
  const last = lagsOf(standard(lists('inputs'), inputs), lags);
  const y = standard(lists('targets'), outputs);
  const all = Array.from({ length: outputs }, (_, o) => o);
  const weights = new Float64Array(width * outputs);
  for (const group of areMostlyWhole(train, outputs) ? [all] : all.map((o) => [o])) {
    const found = leastSquares(train, group, last, y, lags, ridge);
    for (let a = 0; a < width; a++)
      group.forEach((o, g) => void (weights[a * outputs + o] = found[a * group.length + g]));
  }
  const output = new Float64Array(outputs);
  return {
    name: `linear, ${lags} lag${lags > 1 ? 's' : ''}`,
    parameters: width * outputs,
    predictor: {
      reset: () => last.reset(),
      step(input) {
        last.see(input);
        for (let o = 0; o < outputs; o++) {
          let sum = 0;
          for (let a = 0; a < width; a++) sum += last.row[a] * weights[a * outputs + o];
          output[o] = sum * y.deviation[o] + y.mean[o];
        }
        return output;
      },
      probe(name) {
        throw new RangeError(`a linear map has no probe "${name}"`);
      },
      state: () => last.row.slice(0, -1),
      setState: (values) => last.restore(values),
    },
  };
}

/** Whether at least half of the steps with a target have all. */
function areMostlyWhole(train: readonly Sequence[], outputs: number): boolean {
  let whole = 0;
  let some = 0;
  for (const { targets, length } of train)
    for (let t = 0; t < length; t++) {
      let there = 0;
      for (let o = 0; o < outputs; o++) if (!Number.isNaN(targets[t * outputs + o])) there++;
      if (there > 0) some++;
      if (there === outputs) whole++;
    }
  return 2 * whole >= some;
}

/** The weights [row × group] of some outputs, on the steps that have the targets of all of them. */
function leastSquares(
  train: readonly Sequence[],
  group: readonly number[],
  last: Lags,
  y: Standard,
  lags: number,
  ridge: number,
): Float64Array {
  const { row } = last;
  const width = row.length;
  const inputs = (width - 1) / lags;
  const outputs = y.mean.length;
  const gram = new Float64Array(width * width);
  const moment = new Float64Array(width * group.length);
  for (const s of train) {
    last.reset();
    for (let t = 0; t < s.length; t++) {
      last.see(s.inputs.subarray(t * inputs, (t + 1) * inputs));
      if (t < lags - 1 || group.some((o) => Number.isNaN(s.targets[t * outputs + o]))) continue;
      for (let a = 0; a < width; a++) {
        for (let b = 0; b < width; b++) gram[a * width + b] += row[a] * row[b];
        for (let g = 0; g < group.length; g++) {
          const o = group[g];
          moment[a * group.length + g] +=
            (row[a] * (s.targets[t * outputs + o] - y.mean[o])) / y.deviation[o];
        }
      }
    }
  }
  const steps = train.reduce((sum, s) => sum + s.length, 0);
  for (let a = 0; a < width; a++) gram[a * width + a] += ridge * steps;
  return solve(gram, moment, width, group.length);
}

interface Standard {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Mean and standard deviation (1 for a constant) of what is there of each of `width` interleaved channels. */
function standard(parts: readonly Float64Array[], width: number): Standard {
  const n = new Float64Array(width);
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  const each = (see: (x: number, c: number) => void): void => {
    for (const part of parts)
      for (let i = 0; i < part.length; i++) if (!Number.isNaN(part[i])) see(part[i], i % width);
  };
  each((_, c) => n[c]++);
  each((x, c) => {
    mean[c] += x / n[c];
  });
  each((x, c) => {
    deviation[c] += (x - mean[c]) ** 2 / n[c];
  });
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
