import { OP_EXP } from '../../assembly/layout.ts';
import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const expOp = unary({
  name: 'exp',
  opcode: OP_EXP,
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = Math.exp(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * v[o + j];
  },
  cost: transcendental(),
  range: ([[low, high]]) => [Math.exp(low), Math.exp(high)],
});

/** e^x of each element. */
export const exp = (x: Value): Value => x.graph.apply(expOp, [x]);
