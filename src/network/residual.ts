import type { Value } from '../graph/value.ts';
import { broadcast, concat, slice } from '../ops/index.ts';

/** Elements that one operation gathers: one element repeated, consecutive ones, or zeros. */
interface Run {
  readonly from: number | null;
  readonly repeated: boolean;
  readonly length: number;
}

/**
 * The elements of x at these indices, 0 where there is none.
 * @param indices at least one
 */
export function gathered(x: Value, indices: readonly (number | null)[]): Value {
  return runsOf(indices)
    .map(({ from, repeated, length }) => {
      if (from === null) return x.graph.constant([length], new Float64Array(length), 'residual.none');
      return repeated && length > 1 ? broadcast(slice(x, from, 1), length) : slice(x, from, length);
    })
    .reduce(concat);
}

function runsOf(indices: readonly (number | null)[]): readonly Run[] {
  const runs: Run[] = [];
  for (const index of indices) {
    const last = runs.at(-1);
    const longer = last && extended(last, index);
    if (longer) runs[runs.length - 1] = longer;
    else runs.push({ from: index, repeated: index === null, length: 1 });
  }
  return runs;
}

/** A run with one more element; null if that does not continue it. */
function extended({ from, repeated, length }: Run, index: number | null): Run | null {
  const one = length === 1;
  if (index === from && (repeated || one)) return { from, repeated: true, length: length + 1 };
  const follows = from !== null && index === from + length && (one || !repeated);
  return follows ? { from, repeated: false, length: length + 1 } : null;
}
