/** Arithmetic of what a worklet measured. */
import type { Load } from './messages.ts';

/** The share of a block's time below which a share `q` of the calls stays, in bins; the upper end of its bin. */
export function quantile({ counts, calls, width }: Load, q: number, deadline: number): number {
  let left = Math.ceil(q * calls);
  for (let i = 0; i < counts.length; i++) {
    left -= counts[i];
    if (left <= 0) return ((i + 1) * width) / deadline;
  }
  return Infinity;
}

/** Adds readings up. */
export function together(a: Load | null, b: Load): Load {
  if (a === null || a.clock !== b.clock || a.width !== b.width) return b;
  return {
    ...b,
    calls: a.calls + b.calls,
    total: a.total + b.total,
    counts: a.counts.map((count, i) => count + b.counts[i]),
    missed: a.missed + b.missed,
    refused: a.refused + b.refused,
  };
}
