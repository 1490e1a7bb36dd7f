import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const reluOp = unary({
  name: 'relu',
  instruction: {
    opcode: 23,
    activation: ([low, high]) => [Math.max(0, low), Math.max(0, high)],
    kernel: 'elementwise',
    formula: 'a > 0 ? a : +0, NaN stays NaN',
  },
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] <= 0 ? 0 : v[a + j];
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) if (v[a + j] > 0) g[a + j] += g[o + j];
  },
  range: ([[low, high]]) => [Math.max(low, 0), Math.max(high, 0)],
});

/** max(x, 0) of each element; NaN stays NaN. */
export const relu = (x: Value): Value => x.graph.apply(reluOp, [x]);
