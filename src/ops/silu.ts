import { OP_SILU } from '../../assembly/layout.ts';
import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';
import { logistic } from './sigmoid.ts';

export const siluOp = unary({
  name: 'silu',
  opcode: OP_SILU,
  f: (x) => x * logistic(x),
  df: (x) => logistic(x) * (1 + x * (1 - logistic(x))),
  cost: transcendental(),
});

/** x σ(x) of each element. */
export const silu = (x: Value): Value => x.graph.apply(siluOp, [x]);
