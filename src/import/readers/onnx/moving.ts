/** Elements that change their places: what all operators share that only move. */

import type { Call } from './call.ts';
import { bodyAt } from './elementwise.ts';
import { type Constant, type Stream, stream, type Tensor, takenFrom, whole } from './tensor.ts';

/** The elements at these places, in a new shape. */
export const moved = (
  call: Call,
  x: Tensor,
  at: Int32Array,
  shape: readonly number[],
  { time = -1, last }: { readonly time?: number; readonly last?: boolean } = {},
): Tensor =>
  x.kind === 'constant'
    ? takenFrom(x, at, shape)
    : stream(shape, bodyAt(call, x.body, at), { time, last: last ?? x.last });

/** A constant as a stream: the same numbers in every step. */
export function asStream(call: Call, x: Constant, time = -1): Stream {
  if (x.lengths?.some((one) => one !== 0)) call.fail('it computes with the number of steps', 'way');
  if (x.data.length === 0) call.fail('a tensor has no elements', 'way');
  const value = call.build.graph.constant([x.data.length], x.data, x.name || 'constant');
  return stream(x.shape, whole(value), { time });
}

/** A whole number of the file that may depend on the number of steps T: plus + factor · T. */
export interface Size {
  readonly plus: number;
  readonly factor: number;
}

export const sizesOf = (x: Constant): Size[] =>
  Array.from(x.data, (plus, i) => ({ plus, factor: x.lengths?.[i] ?? 0 }));

/** Whether it is the number of steps. */
export const isLength = ({ plus, factor }: Size, steps: number | null): boolean =>
  (factor === 1 && plus === 0) || (factor === 0 && steps !== null && plus === steps);

/** An index or a bound along the axis of time, where it means the last step or the end. */
export const isLastStep = ({ plus, factor }: Size, steps: number | null): boolean =>
  (factor === 0 && plus === -1) ||
  (factor === 1 && plus === -1) ||
  (factor === 0 && steps !== null && plus === steps - 1);

/** The sizes of a tensor as the file has them. */
export function shapeOf(
  x: Tensor,
  steps: number | null,
): { data: Float64Array; lengths: Float64Array | null } {
  const data = Float64Array.from(x.shape);
  if (x.kind === 'constant' || x.time < 0) return { data, lengths: null };
  if (steps !== null) data[x.time] = steps;
  else data[x.time] = 0;
  const lengths = steps === null ? Float64Array.from(x.shape, (_, k) => Number(k === x.time)) : null;
  return { data, lengths };
}
