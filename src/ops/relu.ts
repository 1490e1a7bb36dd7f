import { OP_RELU } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const reluOp = unary({
  name: 'relu',
  opcode: OP_RELU,
  f: (x) => (x <= 0 ? 0 : x),
  df: (x) => (x > 0 ? 1 : 0),
  range: ([[low, high]]) => [Math.max(low, 0), Math.max(high, 0)],
});

/** max(x, 0) of each element; NaN stays NaN. */
export const relu = (x: Value): Value => x.graph.apply(reluOp, [x]);
