import { OP_NEG } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const negOp = unary({
  name: 'neg',
  opcode: OP_NEG,
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = -v[a + j];
  },
  backward(_v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] -= g[o + j];
  },
  range: ([[low, high]]) => [-high, -low],
});

/** −x of each element. */
export const neg = (x: Value): Value => x.graph.apply(negOp, [x]);
