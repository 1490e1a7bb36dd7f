import * as I from './interval.ts';
import type { RuleContext } from './rule.ts';
import { pulled, type Slot } from './slot.ts';

/** Segment `index` of gates that begin k floats apart. */
export function gates(c: RuleContext, operand: number, count: number): I.Interval[][] {
  const { n, k } = c.instruction;
  const all = c.read(operand, (count - 1) * k + n).map(({ range }) => range);
  return Array.from({ length: count }, (_, segment) => all.slice(segment * k, segment * k + n));
}

/** 1 − w for weights w within [0, 1]. */
export const rest = ([low, high]: I.Interval): I.Interval => [1 - high, 1 - low];

export const CLOSED = 'its gate can close so far that rounding errors may add up';

/** (1 − weight) · a + weight · b, for a weight that may leave [0, 1] and ends of which one may be a state. */
export function mix(a: Slot, b: Slot, weight: I.Interval): Slot {
  if (weight[0] >= 0 && weight[1] <= 1) {
    if (a.pull) return pulled(a, b.range, weight, false, CLOSED);
    if (b.pull) return pulled(b, a.range, rest(weight), false, CLOSED);
  }
  const why = a.pull || b.pull ? 'its gate can leave 0 … 1' : (a.why ?? b.why);
  return { range: I.mixed(a.range, b.range, weight), why };
}
