/**
 * What is known of a tensor while a graph is read: its numbers, or what it is in one step of a stream.
 *
 * A constant may hold whole numbers that depend on how many steps a stream has, as shape arithmetic does: element i is
 * data[i] + lengths[i] · T. A stream is one step of a sequence: its axis `time` has the size T in the file and 1 here.
 */
import type { Value } from '../../../graph/value.ts';
import type { NumberType } from './initialiser.ts';

export interface Constant {
  readonly kind: 'constant';
  /** The initialiser it comes from, to name parameters. */
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** Factors of T; null: all are 0. */
  readonly lengths: Float64Array | null;
  /** For elements of a start state that a caller would feed: which, from 0; −1 for others. Null: none is. */
  readonly labels: Int32Array | null;
}

export interface Stream {
  readonly kind: 'stream';
  readonly shape: readonly number[];
  /** The axis along which steps lie in the file; −1: none. */
  readonly time: number;
  /** It is known after the last step only. */
  readonly last: boolean;
  readonly body: Body;
}

export type Tensor = Constant | Stream;

/** Element i is `values[i]` at `at[i]`. */
export interface Picked {
  readonly kind: 'picked';
  readonly values: readonly Value[];
  readonly at: Int32Array;
}

/** Element i is of[i] · factor[i] + term[i]. */
export interface Scaled {
  readonly kind: 'scaled';
  readonly of: Picked;
  readonly factor: Float64Array;
  readonly term: Float64Array;
  /** Where factors and terms come from. */
  readonly names: readonly string[];
}

/** bias + W₁ v₁ + W₂ v₂ + …, not yet computed: what follows may still move into the weights. */
export interface Sum {
  readonly kind: 'sum';
  readonly terms: readonly Term[];
  readonly bias: Float64Array;
  readonly biasName: string;
}

export interface Term {
  readonly value: Value;
  /** Rows of as many numbers as the value has. */
  readonly matrix: Float64Array;
  readonly name: string;
}

/** Element i is term[i] + factor[i] · erf(slope[i] · of[i]): only as a part of GELU can it be computed. */
export interface ErrorFunction {
  readonly kind: 'erf';
  readonly of: Picked;
  readonly slope: Float64Array;
  readonly factor: Float64Array;
  readonly term: Float64Array;
}

export type Body = Picked | Scaled | Sum | ErrorFunction;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export const constant = (
  shape: readonly number[],
  data: Float64Array,
  type: NumberType,
  rest: Partial<Constant> = {},
): Constant => ({ kind: 'constant', name: '', shape, data, type, lengths: null, labels: null, ...rest });

export const integers = (...numbers: readonly number[]): Constant =>
  constant([numbers.length], Float64Array.from(numbers), 'integer');

/** All elements of a vector or matrix in their order. */
export const whole = (value: Value): Picked => {
  const length = value.shape[0] * (value.shape[1] ?? 1);
  return {
    kind: 'picked',
    values: new Array<Value>(length).fill(value),
    at: Int32Array.from({ length }, (_, i) => i),
  };
};

export const stream = (
  shape: readonly number[],
  body: Body,
  { time = -1, last = false }: { readonly time?: number; readonly last?: boolean } = {},
): Stream => ({ kind: 'stream', shape, time, last, body });

/** The distance in elements from one index to the next, for each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/**
 * For each element of a tensor of `shape` the sum of its indices times `strides`: where it lies in another tensor.
 * @param start where its first element lies
 */
export function places(shape: readonly number[], strides: readonly number[], start = 0): Int32Array {
  const found = new Int32Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  let place = start;
  for (let i = 0; i < found.length; i++) {
    found[i] = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis];
      if (++index[axis] < shape[axis]) break;
      place -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return found;
}

/** The elements at these places, in a constant. */
export function takenFrom(from: Constant, at: Int32Array, shape: readonly number[]): Constant {
  const of = <T extends Float64Array | Int32Array>(all: T): T =>
    (all instanceof Float64Array
      ? Float64Array.from(at, (i) => all[i])
      : Int32Array.from(at, (i) => all[i])) as T;
  return {
    ...from,
    shape,
    data: of(from.data),
    lengths: from.lengths && of(from.lengths),
    labels: from.labels && of(from.labels),
  };
}

/** The elements of a body at these places; null of a sum, which has no elements yet, unless they are all in order. */
export function pickedFrom(body: Body, at: Int32Array): Body | null {
  if (body.kind === 'sum') {
    const same = at.length === body.bias.length && at.every((place, i) => place === i);
    return same ? body : null;
  }
  if (body.kind === 'picked')
    return {
      kind: 'picked',
      values: Array.from(at, (i) => body.values[i]),
      at: Int32Array.from(at, (i) => body.at[i]),
    };
  const numbers = (all: Float64Array): Float64Array => Float64Array.from(at, (i) => all[i]);
  const of = pickedFrom(body.of, at) as Picked;
  const both = { of, factor: numbers(body.factor), term: numbers(body.term) };
  return body.kind === 'erf' ? { ...body, ...both, slope: numbers(body.slope) } : { ...body, ...both };
}
