/** Functions of one number: what the machine's approximations give for a range, by their measured errors. */
import * as B from '../../../assembly/math/bounds.ts';
import {
  ANYTHING,
  add,
  divide,
  hull,
  type Interval,
  magnitude,
  multiply,
  negated,
  rounded,
  UNIT,
  widened,
} from '../interval.ts';

export type Fn = (x: Interval) => Interval;

const within = (a: Interval, limits: Interval): Interval => [
  Math.min(limits[1], Math.max(limits[0], a[0])),
  Math.max(limits[0], Math.min(limits[1], a[1])),
];

/** A function that never falls, with an absolute error, and limits that it keeps. */
const rising =
  (f: (x: number) => number, error: number, limits: Interval): Fn =>
  ([low, high]) =>
    within(widened([f(low), f(high)], error), limits);

const sigma = (x: number): number => 1 / (1 + Math.exp(-x));
export const tanh = rising(Math.tanh, B.TANH_ERROR, [-1, 1]);
export const gate = rising((x) => sigma(2 * x), B.GATE_ERROR, UNIT);
export const sigmoid = rising(sigma, B.SIGMOID_ERROR, UNIT);

const relative =
  (f: (x: number) => number, error: number): Fn =>
  ([low, high]) => [low < -87.3 ? 0 : f(low) * (1 - error), f(high) * (1 + error) + 1e-38];

/** The machine's are zero below −87.33, and `exp` infinite above 88.72. */
export const exp = relative(Math.exp, B.EXP_ERROR);
export const softplus = relative((x) => (x > 30 ? x : Math.log1p(Math.exp(x))), B.SOFTPLUS_ERROR);

export const relu: Fn = ([low, high]) => [Math.max(0, low), Math.max(0, high)];
export const abs: Fn = ([low, high]) =>
  low >= 0 ? [low, high] : high <= 0 ? [-high, -low] : [0, Math.max(-low, high)];
export const reciprocal: Fn = (x) => divide([1, 1], x);

/** x · s(x) for an s that rises from 0 to 1: its one minimum is at `bottom`. The error is relative to x. */
const dipping =
  (f: (x: number) => number, bottom: number, error: number): Fn =>
  ([low, high]) => {
    const ends = [f(low), f(high)].map((y) => (Number.isNaN(y) ? 0 : y));
    const least = low < bottom && bottom < high ? f(bottom) : Math.min(...ends);
    return widened([least, Math.max(...ends)], error * magnitude([low, high]) + 1e-44);
  };

/** What the expansion below is off at most. */
const PHI_ERROR = 1.5e-7;

/** Φ, by Abramowitz & Stegun 7.1.26. */
function phi(x: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(x) / Math.SQRT2));
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 0.5 * series * Math.exp((-x * x) / 2);
  return x >= 0 ? 1 - upper : upper;
}

export const silu = dipping((x) => x * sigma(x), -1.2784645, B.SILU_ERROR);
export const gelu = dipping((x) => x * phi(x), -0.7517916, B.GELU_ERROR + PHI_ERROR);

/** By the names of the operations, which are those of activations too. */
export const functions: Readonly<Record<string, Fn>> = {
  abs,
  neg: negated,
  reciprocal,
  tanh,
  sigmoid,
  softplus,
  exp,
  relu,
  silu,
  gate,
  gelu,
};

/** (p · x + q) / (r · x + s) for x in a range: without a pole in it, it rises or falls all the way. */
export function fraction(x: Interval, [p, q, r, s]: readonly number[]): Interval {
  const below = add(multiply([r, r], x), [s, s]);
  if (below[0] <= 0 && below[1] >= 0) return ANYTHING;
  const at = (end: number): Interval =>
    divide(add(multiply([p, p], [end, end]), [q, q]), add(multiply([r, r], [end, end]), [s, s]));
  if (!Number.isFinite(x[0]) || !Number.isFinite(x[1]))
    return divide(add(multiply([p, p], x), [q, q]), below);
  return rounded(hull(at(x[0]), at(x[1])));
}
