import { SIGMOID_ERROR } from '../../assembly/math/bounds.ts';
import type { Value } from '../graph/value.ts';
import { rising } from '../intervals/functions.ts';
import { UNIT } from '../intervals/interval.ts';
import { unary } from './elementwise.ts';

/** 1 / (1 + e^(−x)), without overflow at either end. */
export const logistic = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : 1 - 1 / (1 + Math.exp(x)));

export const sigmoidOp = unary({
  name: 'sigmoid',
  instruction: {
    opcode: 20,
    transcendentals: 1,
    activation: rising((x) => 1 / (1 + Math.exp(-x)), SIGMOID_ERROR, UNIT),
    kernel: 'squash',
    formula: 'σ(a), an [approximation](#approximations)',
  },
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = logistic(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * (v[o + j] * (1 - v[o + j]));
  },
  range: ([[low, high]]) => [logistic(low), logistic(high)],
});

/** Logistic sigmoid of each element. */
export const sigmoid = (x: Value): Value => x.graph.apply(sigmoidOp, [x]);
