import { OP_SIGMOID } from '../../assembly/layout.ts';
import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

/** 1 / (1 + e^(−x)), without overflow at either end. */
export const logistic = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : 1 - 1 / (1 + Math.exp(x)));

export const sigmoidOp = unary({
  name: 'sigmoid',
  opcode: OP_SIGMOID,
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = logistic(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * (v[o + j] * (1 - v[o + j]));
  },
  cost: transcendental(),
  range: ([[low, high]]) => [logistic(low), logistic(high)],
});

/** Logistic sigmoid of each element. */
export const sigmoid = (x: Value): Value => x.graph.apply(sigmoidOp, [x]);
