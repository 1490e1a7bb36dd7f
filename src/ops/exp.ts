import { EXP_ERROR } from '../../assembly/math/bounds.ts';
import type { Value } from '../graph/value.ts';
import { relative } from '../intervals/functions.ts';
import { unary } from './elementwise.ts';

/** The interpreter's results for arguments in a range: infinite above 88.72. */
export const expInterval = relative(Math.exp, EXP_ERROR);

export const expOp = unary({
  name: 'exp',
  instruction: {
    opcode: 22,
    transcendentals: 1,
    exponential: true,
    activation: expInterval,
    kernel: 'elementwise',
    formula: 'eᵃ, an [approximation](#approximations)',
  },
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = Math.exp(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * v[o + j];
  },
  range: ([[low, high]]) => [Math.exp(low), Math.exp(high)],
});

/** e^x of each element. */
export const exp = (x: Value): Value => x.graph.apply(expOp, [x]);
