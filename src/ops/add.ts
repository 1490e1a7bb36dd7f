import type { Value } from '../graph/value.ts';
import { sum } from '../intervals/sums.ts';
import { alike } from './broadcast.ts';
import { binary } from './elementwise.ts';
import { shift } from './shift.ts';

export const addOp = binary({
  name: 'add',
  opcode: 32,
  formula: 'a + b',
  forward(v, o, a, b, n) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] + v[b + j];
  },
  backward(_v, g, o, a, b, n) {
    for (let j = 0; j < n; j++) {
      g[a + j] += g[o + j];
      g[b + j] += g[o + j];
    }
  },
  range: ([[a, b], [c, d]]) => [a + c, b + d],
  slot: sum,
});

/** Sum, element by element. A number or an operand of length 1 is added to every element. */
export function add(x: Value, y: Value | number): Value {
  return typeof y === 'number' ? shift(x, y) : x.graph.apply(addOp, alike(x, y));
}
