import type { Value } from '../graph/value.ts';
import type { Interval } from '../intervals/interval.ts';
import { product as productOf } from '../intervals/sums.ts';
import { alike } from './broadcast.ts';
import { binary } from './elementwise.ts';
import { scale } from './scale.ts';

/** Interval of a product; 0 · ∞ counts as 0, the limit of finite operands. */
function product([a, b]: Interval, [c, d]: Interval): Interval {
  const corners = [a * c, a * d, b * c, b * d].map((x) => (Number.isNaN(x) ? 0 : x));
  return [Math.min(...corners), Math.max(...corners)];
}

export const mulOp = binary({
  name: 'mul',
  opcode: 34,
  formula: 'a · b',
  forward(v, o, a, b, n) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] * v[b + j];
  },
  backward(v, g, o, a, b, n) {
    for (let j = 0; j < n; j++) {
      const d = g[o + j];
      g[a + j] += d * v[b + j];
      g[b + j] += d * v[a + j];
    }
  },
  range: ([x, y]) => product(x, y),
  slot: productOf,
});

/** Product, element by element. A number or an operand of length 1 multiplies every element. */
export function mul(x: Value, y: Value | number): Value {
  return typeof y === 'number' ? scale(x, y) : x.graph.apply(mulOp, alike(x, y));
}
