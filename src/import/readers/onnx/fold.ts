/** Constants computed while a graph is read, exactly as the operators say. */
import { computed } from '../../../compile/fold.ts';
import { GraphBuilder } from '../../../graph/graph.ts';
import type { Value } from '../../../graph/value.ts';
import { together } from './broadcasting.ts';
import type { Call } from './call.ts';
import { type Constant, constant, sizeOf } from './tensor.ts';

/** Longer sequences than any. Comparisons of a length see it as so many. */
const LONG = 2 ** 40;

/** Applies an operation of the graph to numbers. */
export function evaluated(data: Float64Array, build: (x: Value) => Value): Float64Array {
  const graph = new GraphBuilder();
  const size = 60_000;
  const found = new Float64Array(data.length);
  for (let from = 0; from < data.length; from += size) {
    const part = data.subarray(from, from + size);
    const result = build(graph.constant([part.length], part));
    found.set(computed(graph.values, new Map()).get(result) as Float64Array, from);
  }
  return found;
}

/** Numbers of two constants, element by element; lengths by a rule of their own. */
export function combined(
  call: Call,
  a: Constant,
  b: Constant,
  of: (x: number, y: number) => number,
  lengths: (x: number, y: number, p: number, q: number) => number = () => Number.NaN,
): Constant {
  const { shape, at } = together(call, a, b);
  const size = sizeOf(shape);
  const data = Float64Array.from({ length: size }, (_, i) => of(a.data[at[0][i]], b.data[at[1][i]]));
  const type = a.type === 'integer' && b.type === 'integer' ? 'integer' : a.type;
  const name = a.name || b.name;
  if (!a.lengths && !b.lengths) return constant(shape, data, type, { name });
  const all = Float64Array.from({ length: size }, (_, i) => {
    const [p, q] = [a.lengths?.[at[0][i]] ?? 0, b.lengths?.[at[1][i]] ?? 0];
    if (p === 0 && q === 0) return 0;
    const factor = lengths(p, q, a.data[at[0][i]], b.data[at[1][i]]);
    return Number.isNaN(factor) ? call.fail('it computes with the number of steps', 'way') : factor;
  });
  return constant(shape, data, type, { lengths: all, name });
}

/** The numbers of a constant, a length as a very large one. */
export const sized = ({ data, lengths }: Constant): Float64Array =>
  lengths ? data.map((x, i) => x + lengths[i] * LONG) : data;
