import type { Value } from '../graph/value.ts';

import { ANYTHING, type Interval, widened } from '../intervals/interval.ts';
import { unary } from './elementwise.ts';

/** The root of a range; of what is below 0 nothing is known. */
const root = ([low, high]: Interval): Interval =>
  low >= 0 ? widened([Math.sqrt(low), Math.sqrt(high)], 1e-7 * Math.sqrt(high)) : ANYTHING;

export const sqrtOp = unary({
  name: 'sqrt',
  instruction: {
    opcode: 39,
    since: 4,
    activation: root,
    kernel: 'elementwise',
    formula: '√a, NaN below 0',
  },
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = Math.sqrt(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * (0.5 / v[o + j]);
  },
});

/** Square root of each element. */
export const sqrt = (x: Value): Value => x.graph.apply(sqrtOp, [x]);
