import type { Op } from '../graph/op.ts';
import { lengthOf } from '../graph/value.ts';

/**
 * An operation, or a variant of one, that only compiled programs have. The trainer runs the graph as written, before any
 * pass.
 */
export function compiled(op: Pick<Op, 'name' | 'instruction'> & Partial<Op>): Op {
  const never = (): never => {
    throw new TypeError(`"${op.name}" is an operation of compiled programs: it cannot be trained`);
  };
  return { shape: ([x]) => [lengthOf(x)], ...op, compiled: true, forward: never, backward: never };
}
