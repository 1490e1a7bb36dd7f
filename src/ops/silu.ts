import { OP_SILU } from '../../assembly/layout.ts';
import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';
import { logistic } from './sigmoid.ts';

export const siluOp = unary({
  name: 'silu',
  opcode: OP_SILU,
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] * logistic(v[a + j]);
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) {
      const share = logistic(v[a + j]);
      g[a + j] += g[o + j] * (share * (1 + v[a + j] * (1 - share)));
    }
  },
  cost: transcendental(),
});

/** x σ(x) of each element. */
export const silu = (x: Value): Value => x.graph.apply(siluOp, [x]);
