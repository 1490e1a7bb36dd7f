import { OP_COPY } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const copyOp = unary({
  name: 'copy',
  opcode: OP_COPY,
  f: (x) => x,
  df: () => 1,
  range: ([x]) => x,
});

/** The same elements, as a value of its own. */
export const copy = (x: Value): Value => x.graph.apply(copyOp, [x]);
