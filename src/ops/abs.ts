import { OP_ABS } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const absOp = unary({
  name: 'abs',
  opcode: OP_ABS,
  f: Math.abs,
  df: (x) => Math.sign(x),
  range: ([[low, high]]) => [low > 0 ? low : high < 0 ? -high : 0, Math.max(Math.abs(low), Math.abs(high))],
});

/** |x| of each element. */
export const abs = (x: Value): Value => x.graph.apply(absOp, [x]);
