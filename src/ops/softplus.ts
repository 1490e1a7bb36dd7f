import { OP_SOFTPLUS } from '../../assembly/layout.ts';
import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';
import { logistic } from './sigmoid.ts';

/** ln(1 + e^x) without overflow. */
export const ln1pExp = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const softplusOp = unary({
  name: 'softplus',
  opcode: OP_SOFTPLUS,
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = ln1pExp(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * logistic(v[a + j]);
  },
  cost: transcendental(),
  range: ([[low, high]]) => [ln1pExp(low), ln1pExp(high)],
});

/** ln(1 + e^x) of each element: positive. */
export const softplus = (x: Value): Value => x.graph.apply(softplusOp, [x]);
