import { OP_SHIFT } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const shiftOp = unary({
  name: 'shift',
  opcode: OP_SHIFT,
  forward(v, o, a, n, m) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] + v[m];
  },
  backward(_v, g, o, a, n) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j];
  },
  range: ([[low, high]], { immediate: m = 0 }) => [low + m, high + m],
});

/** Each element plus a constant term. */
export const shift = (x: Value, term: number): Value => x.graph.apply(shiftOp, [x], { immediate: term });
