import { EMPTY, hull, type Interval, isBounded, magnitude, mixed, times, ULP, widened } from './interval.ts';

/** What is known of one float of the arena at one moment of a step. */
export interface Slot {
  readonly range: Interval;
  /** Set if the number is a state on its way to a target: the state, and how much of it is left. */
  readonly pull?: Pull;
  /** Set for a sum over synapses. Sums over the same synapses are compared gate by gate. */
  readonly sum?: Sum;
  /** Set for a product: its factors. */
  readonly factors?: readonly [Slot, Slot];
  /** Set for the slope of a field. */
  readonly slope?: Slope;
  /** Set for a point that an integrator reached from a state by slopes. */
  readonly point?: Point;
  /** Why no target pulls it, though it depends on a state. */
  readonly why?: string;
}

/** keep · h + (1 − keep) · t, where h is the state's value before the step and t lies in `target`. */
export interface Pull {
  readonly state: number;
  readonly keep: Interval;
  readonly target: Interval;
}

/** A synapse's gate, within a range. Sums share gates; gates are compared by identity. */
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

/** Rounding error of a mix, relative to its ends. A quotient of products takes up to eight operations. */
const ERROR = 12 * ULP;

/**
 * A slot on its way to `target`: (1 − weight) · from + weight · target.
 *
 * Each step may round, and steps never end, so the pull must also undo the errors. An error e in a step with weight w acts
 * like a target that is off by e/w. The error of a compensated increment w · (target − from) is proportional to w, so there
 * this stays small for small weights.
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

/** A state before the step: all of it is left, and it has no target yet. */
export const stateSlot = (state: number, range: Interval): Slot => ({
  range,
  pull: { state, keep: [1, 1], target: EMPTY },
});
