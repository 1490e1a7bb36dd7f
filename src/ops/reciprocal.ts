import type { Value } from '../graph/value.ts';
import { ANYTHING, divide } from '../intervals/interval.ts';
import { unary } from './elementwise.ts';

export const reciprocalOp = unary({
  name: 'reciprocal',
  instruction: {
    opcode: 18,
    activation: (x) => divide([1, 1], x),
    kernel: 'elementwise',
    formula: '1 / a',
  },
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = 1 / v[a + j];
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] -= g[o + j] * (v[o + j] * v[o + j]);
  },
  range: ([[low, high]]) => (low < 0 && high >= 0 ? ANYTHING : [1 / high, low === 0 ? Infinity : 1 / low]),
});

/** 1/x of each element. */
export const reciprocal = (x: Value): Value => x.graph.apply(reciprocalOp, [x]);
