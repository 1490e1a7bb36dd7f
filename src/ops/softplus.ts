import { SOFTPLUS_ERROR } from '../../assembly/math/bounds.ts';
import type { Value } from '../graph/value.ts';
import { relative } from '../intervals/functions.ts';
import { unary } from './elementwise.ts';
import { logistic } from './sigmoid.ts';

/** ln(1 + e^x) without overflow. */
export const ln1pExp = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const softplusOp = unary({
  name: 'softplus',
  instruction: {
    opcode: 21,
    transcendentals: 1,
    exponential: true,
    activation: relative((x) => (x > 30 ? x : Math.log1p(Math.exp(x))), SOFTPLUS_ERROR),
    kernel: 'elementwise',
    formula: 'ln(1 + eᵃ), an [approximation](#approximations)',
  },
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = ln1pExp(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * logistic(v[a + j]);
  },
  range: ([[low, high]]) => [ln1pExp(low), ln1pExp(high)],
});

/** ln(1 + e^x) of each element: positive. */
export const softplus = (x: Value): Value => x.graph.apply(softplusOp, [x]);
