import { OP_TANH } from '../../assembly/layout.ts';
import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const tanhOp = unary({
  name: 'tanh',
  opcode: OP_TANH,
  f: Math.tanh,
  df: (_x, y) => 1 - y * y,
  cost: transcendental(),
  range: ([[low, high]]) => [Math.tanh(low), Math.tanh(high)],
});

/** Hyperbolic tangent of each element. */
export const tanh = (x: Value): Value => x.graph.apply(tanhOp, [x]);
