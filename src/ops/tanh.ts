import { TANH_ERROR } from '../../assembly/math/bounds.ts';
import type { Value } from '../graph/value.ts';
import { rising } from '../intervals/functions.ts';
import { unary } from './elementwise.ts';

/** The interpreter's results for arguments in a range. */
export const tanhInterval = rising(Math.tanh, TANH_ERROR, [-1, 1]);

export const tanhOp = unary({
  name: 'tanh',
  instruction: {
    opcode: 19,
    transcendentals: 1,
    activation: tanhInterval,
    kernel: 'squash',
    formula: 'tanh a, an [approximation](#approximations)',
  },
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = Math.tanh(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * (1 - v[o + j] * v[o + j]);
  },
  range: ([[low, high]]) => [Math.tanh(low), Math.tanh(high)],
});

/** Hyperbolic tangent of each element. */
export const tanh = (x: Value): Value => x.graph.apply(tanhOp, [x]);
