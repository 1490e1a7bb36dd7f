import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const sqrtOp = unary({
  name: 'sqrt',
  instruction: null,
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = Math.sqrt(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * (0.5 / v[o + j]);
  },
});

/** Square root of each element. For training only: the interpreter has no kernel for it. */
export const sqrt = (x: Value): Value => x.graph.apply(sqrtOp, [x]);
