import type { Value } from '../graph/value.ts';
import { subtract } from '../intervals/interval.ts';
import { alike } from './broadcast.ts';
import { binary, ofRanges } from './elementwise.ts';

export const subOp = binary({
  name: 'sub',
  opcode: 33,
  formula: 'a − b',
  forward(v, o, a, b, n) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] - v[b + j];
  },
  backward(_v, g, o, a, b, n) {
    for (let j = 0; j < n; j++) {
      g[a + j] += g[o + j];
      g[b + j] -= g[o + j];
    }
  },
  range: ([[a, b], [c, d]]) => [a - d, b - c],
  slot: ofRanges(subtract),
});

/** Difference, element by element; an operand of length 1 serves every element. */
export const sub = (x: Value, y: Value): Value => x.graph.apply(subOp, alike(x, y));
