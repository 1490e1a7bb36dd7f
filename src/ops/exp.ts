import { OP_EXP } from '../../assembly/layout.ts';
import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const expOp = unary({
  name: 'exp',
  opcode: OP_EXP,
  f: Math.exp,
  df: (_x, y) => y,
  cost: transcendental(),
  range: ([[low, high]]) => [Math.exp(low), Math.exp(high)],
});

/** e^x of each element. */
export const exp = (x: Value): Value => x.graph.apply(expOp, [x]);
