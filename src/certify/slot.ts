import { EMPTY, hull, type Interval, isBounded, magnitude, mixed, times, ULP, widened } from './interval.ts';

/** What is known of one float of the arena, at one moment of a step. */
export interface Slot {
  readonly range: Interval;
  /** How it comes from a state as it was before the step, if it is on the way from it to something else. */
  readonly pull?: Pull;
  /** As a sum over synapses: sums over the same ones belong together. */
  readonly sum?: Sum;
  /** As a product: what was multiplied. */
  readonly factors?: readonly [Slot, Slot];
  /** As the slope of a field. */
  readonly slope?: Slope;
  /** As a point to which an integrator went from a state by slopes. */
  readonly point?: Point;
  /** Why nothing pulls it anywhere, though it depends on a state. */
  readonly why?: string;
}

/** keep · h + (1 − keep) · t, with h the state with an index before the step and t in `target`. */
export interface Pull {
  readonly state: number;
  readonly keep: Interval;
  readonly target: Interval;
}

/** What sums share: a synapse's gate in a range. Compared by identity. */
export interface Gate {
  readonly range: Interval;
}

/** constant + Σ factor · gate */
export interface Sum {
  readonly constant: Interval;
  readonly terms: ReadonlyMap<Gate, number>;
}

/** decay · (ratio − at). */
export interface Slope {
  readonly at: Point;
  readonly decay: Interval;
  /** Drive over decay: where the field comes to rest. */
  readonly ratio: Interval;
}

/** base + s · Σ factor · slope: a stage of a Runge–Kutta method. */
export interface Point {
  readonly base: Slot;
  readonly moves: readonly { readonly factor: number; readonly slope: Slope }[];
}

export const slot = (range: Interval): Slot => ({ range });
export const number = (value: number): Slot => ({
  range: [value, value],
  sum: { constant: [value, value], terms: new Map() },
});
export const pointOf = (from: Slot): Point => from.point ?? { base: from, moves: [] };

/** Rounding errors of a mix, relative to its ends: a quotient of products takes up to eight operations. */
const ERROR = 12 * ULP;

/**
 * A cell on its way to `target`: (1 − weight) · from + weight · target.
 *
 * Each step may round, and steps go on for ever, so the errors have to be pulled back as well: an error e in a step with
 * the weight w is as if the target were off by e/w. Of a compensated increment w · (target − from) the errors are in
 * proportion to w, so that this is as small for small weights.
 * @param weight within [0, 1]
 */
export function pulled(
  from: Slot,
  target: Interval,
  weight: Interval,
  compensated: boolean,
  why: string,
): Slot {
  const size = Math.max(magnitude(from.range), magnitude(target));
  const range = widened(mixed(from.range, target, weight), ERROR * size);
  const least = compensated ? 1 : weight[0];
  if (!from.pull || !(least > 0)) return { range, why: from.pull ? why : from.why };
  const off = widened(target, (ERROR * size) / least);
  const { state, keep, target: before } = from.pull;
  return {
    range,
    pull: { state, keep: times(keep, [1 - weight[1], 1 - weight[0]]), target: hull(before, off) },
    ...(isBounded(off) ? {} : { why }),
  };
}

/** A state before the step: all of it is kept, and it goes nowhere yet. */
export const stateSlot = (state: number, range: Interval): Slot => ({
  range,
  pull: { state, keep: [1, 1], target: EMPTY },
});
