import type { Op } from '../graph/op.ts';
import { lengthOf } from '../graph/value.ts';

/**
 * An operation that only compiled programs have, or the variant of another that only they use. The trainer runs the graph as
 * it was written: it has no use for what a pass makes of it.
 */
export function compiled(op: Pick<Op, 'name' | 'instruction'> & Partial<Op>): Op {
  const never = (): never => {
    throw new TypeError(`"${op.name}" is an operation of compiled programs: it cannot be trained`);
  };
  return { shape: ([x]) => [lengthOf(x)], ...op, compiled: true, forward: never, backward: never };
}
