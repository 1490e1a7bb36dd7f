import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const logOp = unary({
  name: 'log',
  opcode: null,
  f: Math.log,
  df: (x) => 1 / x,
  cost: transcendental(),
});

/** Natural logarithm of each element. For training only: the machine has no kernel for it. */
export const log = (x: Value): Value => x.graph.apply(logOp, [x]);
