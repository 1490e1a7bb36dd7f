import { NO_COST } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const sqrtOp = unary({
  name: 'sqrt',
  opcode: null,
  f: Math.sqrt,
  df: (_x, y) => 0.5 / y,
  cost: () => NO_COST,
});

/** Square root of each element. For training only: the machine has no kernel for it. */
export const sqrt = (x: Value): Value => x.graph.apply(sqrtOp, [x]);
