import { OP_RECIPROCAL } from '../../assembly/layout.ts';
import { UNBOUNDED } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const reciprocalOp = unary({
  name: 'reciprocal',
  opcode: OP_RECIPROCAL,
  f: (x) => 1 / x,
  df: (_x, y) => -y * y,
  range: ([[low, high]]) => (low < 0 && high >= 0 ? UNBOUNDED : [1 / high, low === 0 ? Infinity : 1 / low]),
});

/** 1/x of each element. */
export const reciprocal = (x: Value): Value => x.graph.apply(reciprocalOp, [x]);
