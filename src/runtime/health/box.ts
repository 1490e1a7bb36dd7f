/** Measures how far a session is from leaving the box of `meniscus certify`. */
import type { Model } from '../model.ts';

export type Range = readonly [low: number, high: number];

/** Widens a range to the f32 of its bounds, so that it contains the f32 of every number in it. */
export const asFloats = ([low, high]: Range): Range => [
  Math.min(low, Math.fround(low)),
  Math.max(high, Math.fround(high)),
];

/** A box as in docs/certified-ranges.md. */
export interface Box {
  readonly inputs: readonly Range[];
  readonly dt: Range;
  /** Ranges of all states, one after another, in the order of `model.states`. */
  readonly states: readonly Range[];
  readonly outputs: readonly Range[];
}

/** A unit is saturated if it is nearer to a bound than this share of the range's width. */
const EDGE = 0.01;

/** The values of a vector, or its extremes, with the names of its elements. */
export interface Placed {
  readonly ranges: readonly Range[];
  /** Values of element i; several if it went both ways. */
  readonly values: (i: number) => readonly number[];
  readonly name: (i: number) => string;
  /** Where elements begin, so that a bound there means nothing; null if nowhere. */
  readonly starts: ArrayLike<number> | null;
}

export interface Distance {
  /**
   * The least distance of a state or output from a bound, as a share of its range's width: ½ in the middle, 0 at a bound,
   * negative outside. A state's bound within 1 % of the width from where it starts counts only once it is passed.
   * Infinity before the first measurement.
   */
  readonly distance: number;
  /** The place of that distance, such as `state "h"[3]` or `output 0`; empty before the first measurement. */
  readonly at: string;
  /** The number of state units nearer to a bound than 1 % of the width, or outside. */
  readonly saturated: number;
}

/** Reads the box for this model from the metadata; null if none fits. */
export function boxOf(
  { inputs, outputs, states, metadata, origins }: Model,
  lengths: readonly number[],
): Box | null {
  const { certified } = metadata as { certified?: Record<string, unknown> };
  if (!(certified instanceof Object)) return null;
  const dt = rangesIn([certified.dt], 1);
  const ofStates = states.map((name, k) =>
    rangesIn((certified.states as Record<string, unknown> | null | undefined)?.[name], lengths[k]),
  );
  const ofInputs = rangesIn(certified.inputs, inputs);
  const ofOutputs = rangesIn(certified.outputs, outputs);
  if (!dt || !ofInputs || !ofOutputs || ofStates.includes(null)) return null;
  return {
    // with an origin subtracted, rounding keeps an input in the certified range
    inputs: ofInputs.map((range, i) => (origins?.inputs[i].origin ? range : asFloats(range))),
    dt: asFloats(dt[0]),
    states: (ofStates as Range[][]).flat(),
    outputs: ofOutputs,
  };
}

/** Reads `length` ranges of numbers; null if the value is anything else. */
function rangesIn(value: unknown, length: number): Range[] | null {
  if (!Array.isArray(value) || value.length !== length) return null;
  const fits = value.every(
    (pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite) && pair[0] <= pair[1],
  );
  return fits ? (value as Range[]) : null;
}

/** Measures the headroom over all vectors. */
export function distanceOf(vectors: readonly Placed[]): Distance {
  let distance = Infinity;
  let at = '';
  let saturated = 0;
  for (const { ranges, values, name, starts } of vectors)
    ranges.forEach((range, i) => {
      const start = starts ? starts[i] : null;
      const nearest = Math.min(...values(i).map((x) => nearestBound(x, range, start)));
      if (starts && nearest < EDGE) saturated++;
      if (!(nearest < distance)) return;
      distance = nearest;
      at = name(i);
    });
  return { distance, at, saturated };
}

/** Distance from the nearest bound as a share of the width; Infinity if no bound counts or x is NaN. */
function nearestBound(x: number, [low, high]: Range, start: number | null): number {
  const width = high - low;
  let nearest = Infinity;
  for (const [gap, bound] of [
    [x - low, low],
    [high - x, high],
  ]) {
    // NaN in a range of one number
    const share = gap / width;
    const begins = start !== null && share >= 0 && Math.abs(bound - start) <= EDGE * width;
    if (share < nearest && !begins) nearest = share;
  }
  return nearest;
}
