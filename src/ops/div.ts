import type { Value } from '../graph/value.ts';
import { divide } from '../intervals/interval.ts';
import { alike } from './broadcast.ts';
import { binary, ofRanges } from './elementwise.ts';

export const divOp = binary({
  name: 'div',
  opcode: 35,
  formula: 'a / b',
  forward(v, o, a, b, n) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] / v[b + j];
  },
  backward(v, g, o, a, b, n) {
    for (let j = 0; j < n; j++) {
      const d = g[o + j] / v[b + j];
      g[a + j] += d;
      g[b + j] -= d * v[o + j];
    }
  },
  slot: ofRanges(divide),
});

/** Quotient, element by element; an operand of length 1 serves every element. */
export const div = (x: Value, y: Value): Value => x.graph.apply(divOp, alike(x, y));
