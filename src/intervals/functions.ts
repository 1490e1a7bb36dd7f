/** Functions of one number as the interpreter approximates them: ranges widened by the errors that were measured. */
import { hull, type Interval, magnitude, widened } from './interval.ts';
import type { Fn, Rule } from './rule.ts';
import { slot } from './slot.ts';

const within = (a: Interval, limits: Interval): Interval => [
  Math.min(limits[1], Math.max(limits[0], a[0])),
  Math.max(limits[0], Math.min(limits[1], a[1])),
];

/** A function that never falls, with an absolute error, and limits that it keeps. */
export const rising =
  (f: (x: number) => number, error: number, limits: Interval): Fn =>
  ([low, high]) =>
    within(widened([f(low), f(high)], error), limits);

/** A function that rises, with a relative error. The interpreter's are zero below −87.33. */
export const relative =
  (f: (x: number) => number, error: number): Fn =>
  ([low, high]) => [low < -87.3 ? 0 : f(low) * (1 - error), f(high) * (1 + error) + 1e-38];

/** x · s(x) for an s that rises from 0 to 1: its one minimum is at `bottom`. The error is relative to x. */
export const dipping =
  (f: (x: number) => number, bottom: number, error: number): Fn =>
  ([low, high]) => {
    const ends = [f(low), f(high)].map((y) => (Number.isNaN(y) ? 0 : y));
    const least = low < bottom && bottom < high ? f(bottom) : Math.min(...ends);
    return widened([least, Math.max(...ends)], error * magnitude([low, high]) + 1e-44);
  };

/** Of a function that changes nothing from 0 on: what it gives for a range, by what it does below 0. */
export function sides([low, high]: Interval, below: Fn): Interval {
  if (low >= 0) return [low, high];
  const left = below([low, Math.min(high, 0)]);
  return high < 0 ? left : hull(left, [0, high]);
}

/** One function for all elements, which may take the instruction's immediate. */
export const each =
  (f: (x: Interval, immediate: number) => Interval): Rule =>
  (c) =>
    c.write(c.read(0).map(({ range }) => slot(f(range, c.instruction.immediate))));
