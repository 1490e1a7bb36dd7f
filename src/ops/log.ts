import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const logOp = unary({
  name: 'log',
  instruction: null,
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = Math.log(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] / v[a + j];
  },
  work: (n) => ({ multiplyAdds: 0, transcendentals: n }),
});

/** Natural logarithm of each element. For training only: the interpreter has no kernel for it. */
export const log = (x: Value): Value => x.graph.apply(logOp, [x]);
