import type { Value } from '../graph/value.ts';
import { sum } from '../intervals/sums.ts';
import { unary } from './elementwise.ts';

export const shiftOp = unary({
  name: 'shift',
  instruction: {
    opcode: 26,
    immediate: true,
    interval: (c) => c.write(c.read(0).map((a) => sum(a, c.instruction.immediate))),
    kernel: 'elementwise',
    formula: 'a + m',
  },
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
