/** Closed intervals that contain what the interpreter computes in f32, including its rounding. */
export type Interval = readonly [low: number, high: number];

export const ZERO: Interval = [0, 0];
export const UNIT: Interval = [0, 1];
/** The empty interval: the neutral element of `hull`. */
export const EMPTY: Interval = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
export const ANYTHING: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Relative error of one operation in f32. */
export const ULP = 2 ** -24;
/** Relative error allowed for one or a few f32 operations. */
const SLACK = 8 * ULP;
/** Half the smallest positive f32, rounded up. */
export const TINY = 1e-45;
/** The largest f32. Beyond it the interpreter refuses the step. */
const LARGEST = 3.4e38;

/** The smallest interval around two. */
export const hull = (a: Interval, b: Interval): Interval => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
export const hullOf = (all: readonly Interval[]): Interval => all.reduce(hull, EMPTY);
export const contains = (outer: Interval, inner: Interval): boolean =>
  outer[0] <= inner[0] && inner[1] <= outer[1];
export const width = ([low, high]: Interval): number => high - low;
/** The largest absolute value of a number in it. */
export const magnitude = ([low, high]: Interval): number => Math.max(Math.abs(low), Math.abs(high));
export const isBounded = (a: Interval): boolean => magnitude(a) < LARGEST;

/** Extends the bounds to the f32 that they round to, so that a number inside stays inside as f32. */
export const asFloats = ([low, high]: Interval): Interval =>
  hull([low, high], [Math.fround(low), Math.fround(high)]);

/** Widens both sides by an absolute error. */
export const widened = ([low, high]: Interval, error: number): Interval => [low - error, high + error];

/** Widens by the rounding of one f32 operation, relative to its result. */
export const rounded = ([low, high]: Interval): Interval => [
  low - SLACK * Math.abs(low) - TINY,
  high + SLACK * Math.abs(high) + TINY,
];

/** Widens by the rounding of a few f32 operations on numbers of at most this size. */
export const roundedBy = (a: Interval, size: number): Interval => widened(a, SLACK * size + TINY);

/** A product with 0 · ∞ = 0: an infinite end stands for finite numbers of any size. */
const product = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);

const around = (...values: readonly number[]): Interval => [Math.min(...values), Math.max(...values)];

export const add = (a: Interval, b: Interval): Interval => rounded([a[0] + b[0], a[1] + b[1]]);
export const negated = ([low, high]: Interval): Interval => [-high, -low];
export const subtract = (a: Interval, b: Interval): Interval => add(a, negated(b));
/** Exact. `multiply` adds the interpreter's rounding. */
export const times = (a: Interval, b: Interval): Interval =>
  around(product(a[0], b[0]), product(a[0], b[1]), product(a[1], b[0]), product(a[1], b[1]));
export const multiply = (a: Interval, b: Interval): Interval => rounded(times(a, b));
/** Below it the reciprocal overflows. */
const SMALLEST = 3e-39;

/** Gives everything if the divisor may be zero. */
export const divide = (a: Interval, b: Interval): Interval =>
  b[0] > SMALLEST || b[1] < -SMALLEST ? rounded(times(a, [1 / b[1], 1 / b[0]])) : ANYTHING;

/** (1 − weight) · a + weight · b. It is linear in each argument, so its extremes lie at corners. */
export function mixed(a: Interval, b: Interval, weight: Interval): Interval {
  const at = (w: number): number[] =>
    [0, 1].flatMap((i) => [0, 1].map((j) => product(1 - w, a[i]) + product(w, b[j])));
  return roundedBy(around(...at(weight[0]), ...at(weight[1])), Math.max(magnitude(a), magnitude(b)));
}
