import type { Value } from '../graph/value.ts';
import { negated } from '../intervals/interval.ts';
import { unary } from './elementwise.ts';

export const negOp = unary({
  name: 'neg',
  instruction: {
    opcode: 17,
    activation: negated,
    kernel: 'elementwise',
    formula: '−a',
  },
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
