import { OP_NEG } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const negOp = unary({
  name: 'neg',
  opcode: OP_NEG,
  f: (x) => -x,
  df: () => -1,
  range: ([[low, high]]) => [-high, -low],
});

/** −x of each element. */
export const neg = (x: Value): Value => x.graph.apply(negOp, [x]);
