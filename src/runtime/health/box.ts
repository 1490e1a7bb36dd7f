/** The box of `meniscus certify`, and how far a session is from leaving it. */
import type { Model } from '../model.ts';

export type Range = readonly [low: number, high: number];

/** With the f32 to which its bounds round: what the interpreter sees of a number in the range is in it. */
export const asFloats = ([low, high]: Range): Range => [
  Math.min(low, Math.fround(low)),
  Math.max(high, Math.fround(high)),
];

/** docs/certified-ranges.md */
export interface Box {
  readonly inputs: readonly Range[];
  readonly dt: Range;
  /** Of all states, one behind another, as `model.states` names them. */
  readonly states: readonly Range[];
  readonly outputs: readonly Range[];
}

/** Nearer to a bound than this share of a range's width, a unit is saturated. */
const EDGE = 0.01;

/** The values of a vector, or those that are farthest out; and the names of its elements. */
export interface Placed {
  readonly ranges: readonly Range[];
  /** Of element i; several where it went both ways. */
  readonly values: (i: number) => readonly number[];
  readonly name: (i: number) => string;
  /** Whether elements begin at 0, so that a bound there says nothing. */
  readonly fromZero: boolean;
}

export interface Distance {
  /**
   * The least distance of a state or output from a bound, as a share of its range's width: ½ in the middle, 0 at a bound,
   * negative outside. A bound of a state that is as good as 0 (nearer to it than 1 % of the width), where states begin,
   * counts only when it is passed. Infinity before there is anything to measure.
   */
  readonly distance: number;
  /** Where that is: `state "h"[3]`, `output 0`; empty before there is anything to measure. */
  readonly at: string;
  /** Units of states nearer to a bound than 1 % of the width, or outside. */
  readonly saturated: number;
}

/** The box that a blob's metadata have for this model; null without one that fits. */
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
    // with an origin subtracted, rounding keeps an input in the range that was certified
    inputs: ofInputs.map((range, i) => (origins?.inputs[i].origin ? range : asFloats(range))),
    dt: asFloats(dt[0]),
    states: (ofStates as Range[][]).flat(),
    outputs: ofOutputs,
  };
}

/** So many ranges of numbers; null where the value is something else. */
function rangesIn(value: unknown, length: number): Range[] | null {
  if (!Array.isArray(value) || value.length !== length) return null;
  const fits = value.every(
    (pair) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isFinite) && pair[0] <= pair[1],
  );
  return fits ? (value as Range[]) : null;
}

/** Over all vectors. */
export function distanceOf(vectors: readonly Placed[]): Distance {
  let distance = Infinity;
  let at = '';
  let saturated = 0;
  for (const { ranges, values, name, fromZero } of vectors)
    ranges.forEach((range, i) => {
      const nearest = Math.min(...values(i).map((x) => nearestBound(x, range, fromZero)));
      if (fromZero && nearest < EDGE) saturated++;
      if (!(nearest < distance)) return;
      distance = nearest;
      at = name(i);
    });
  return { distance, at, saturated };
}

/** As a share of the width; Infinity where no bound counts, or x is no number. */
function nearestBound(x: number, [low, high]: Range, fromZero: boolean): number {
  const width = high - low;
  let nearest = Infinity;
  for (const [gap, bound] of [
    [x - low, low],
    [high - x, high],
  ]) {
    // NaN in a range of one number
    const share = gap / width;
    const begins = fromZero && share >= 0 && Math.abs(bound) <= EDGE * width;
    if (share < nearest && !begins) nearest = share;
  }
  return nearest;
}
