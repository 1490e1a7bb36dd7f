import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const absOp = unary({
  name: 'abs',
  instruction: {
    opcode: 16,
    activation: ([low, high]) =>
      low >= 0 ? [low, high] : high <= 0 ? [-high, -low] : [0, Math.max(-low, high)],
    kernel: 'elementwise',
    formula: '|a|',
  },
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = Math.abs(v[a + j]);
  },
  // x / |x| is the sign without a branch on it, which nobody can predict
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) if (v[o + j] !== 0) g[a + j] += g[o + j] * (v[a + j] / v[o + j]);
  },
  range: ([[low, high]]) => [low > 0 ? low : high < 0 ? -high : 0, Math.max(Math.abs(low), Math.abs(high))],
});

/** |x| of each element. */
export const abs = (x: Value): Value => x.graph.apply(absOp, [x]);
