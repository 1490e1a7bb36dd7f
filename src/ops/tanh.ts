import { OP_TANH } from '../../assembly/layout.ts';
import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const tanhOp = unary({
  name: 'tanh',
  opcode: OP_TANH,
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = Math.tanh(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * (1 - v[o + j] * v[o + j]);
  },
  cost: transcendental(),
  range: ([[low, high]]) => [Math.tanh(low), Math.tanh(high)],
});

/** Hyperbolic tangent of each element. */
export const tanh = (x: Value): Value => x.graph.apply(tanhOp, [x]);
