import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const copyOp = unary({
  name: 'copy',
  instruction: {
    opcode: 3,
    interval: (c) => c.write(c.read(0)),
    kernel: 'copyFloats',
    formula: 'a',
  },
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j];
  },
  backward(_v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j];
  },
  range: ([x]) => x,
});

/** The same elements, as a value of its own. */
export const copy = (x: Value): Value => x.graph.apply(copyOp, [x]);
