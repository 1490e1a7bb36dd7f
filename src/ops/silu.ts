import { SILU_ERROR } from '../../assembly/math/bounds.ts';
import type { Value } from '../graph/value.ts';
import { dipping } from '../intervals/functions.ts';
import { unary } from './elementwise.ts';
import { mul } from './mul.ts';
import { logistic, sigmoid } from './sigmoid.ts';

export const siluOp = unary({
  name: 'silu',
  instruction: {
    opcode: 24,
    transcendentals: 1,
    activation: dipping((x) => x * (1 / (1 + Math.exp(-x))), -1.2784645, SILU_ERROR),
    kernel: 'squash',
    formula: 'a · σ(a)',
  },
  inTerms: ([x]) => mul(x, sigmoid(x)),
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] * logistic(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) {
      const share = logistic(v[a + j]);
      g[a + j] += g[o + j] * (share * (1 + v[a + j] * (1 - share)));
    }
  },
});

/** x σ(x) of each element. */
export const silu = (x: Value): Value => x.graph.apply(siluOp, [x]);
