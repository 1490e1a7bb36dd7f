import { OP_SUB } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { alike } from './broadcast.ts';
import { binary } from './elementwise.ts';

export const subOp = binary({
  name: 'sub',
  opcode: OP_SUB,
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
});

/** Difference, element by element; an operand of length 1 serves every element. */
export const sub = (x: Value, y: Value): Value => x.graph.apply(subOp, alike(x, y));
