/** What operations are called with. */
import { transposed as turned } from '../../chain/layers.ts';
import { type Numbers, Stream, type Tape, Unknown } from './tape.ts';

export type Args = readonly unknown[];
export type Operation = (tape: Tape, args: Args) => unknown;

/** A number of which nothing is known: a length of time, a batch. */
export const SOME = Symbol('some number');

export const isNumbers = (value: unknown): value is Numbers =>
  typeof value === 'object' && value !== null && 'data' in value && 'shape' in value;

export const streamIn = (value: unknown): Stream => {
  if (value instanceof Stream) return value;
  throw new Unknown('computes with a value that is not its input');
};
export const numbersIn = (value: unknown): Numbers => {
  if (isNumbers(value)) return value;
  if (typeof value === 'number') return { shape: [], data: Float64Array.of(value) };
  throw new Unknown('multiplies values that it computes');
};
export const constant = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

export const transposed = (value: unknown): Numbers => {
  const { shape, data } = numbersIn(value);
  if (shape.length !== 2) throw new Unknown('transposes what is no matrix');
  return { shape: [shape[1], shape[0]], data: turned(data, shape[0], shape[1]) };
};
