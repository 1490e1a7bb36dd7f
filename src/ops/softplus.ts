import { OP_SOFTPLUS } from '../../assembly/layout.ts';
import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';
import { logistic } from './sigmoid.ts';

const ln1pExp = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const softplusOp = unary({
  name: 'softplus',
  opcode: OP_SOFTPLUS,
  f: ln1pExp,
  df: logistic,
  cost: transcendental(),
  range: ([[low, high]]) => [ln1pExp(low), ln1pExp(high)],
});

/** ln(1 + e^x) of each element: positive. */
export const softplus = (x: Value): Value => x.graph.apply(softplusOp, [x]);
