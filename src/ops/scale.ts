import type { Value } from '../graph/value.ts';
import { product } from '../intervals/sums.ts';
import { unary } from './elementwise.ts';

export const scaleOp = unary({
  name: 'scale',
  instruction: {
    opcode: 25,
    immediate: true,
    interval: (c) => c.write(c.read(0).map((a) => product(a, c.instruction.immediate))),
    kernel: 'elementwise',
    formula: 'a · m',
  },
  forward(v, o, a, n, m) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] * v[m];
  },
  backward(v, g, o, a, n, m) {
    for (let j = 0; j < n; j++) g[a + j] += g[o + j] * v[m];
  },
  range: ([[low, high]], { immediate: m = 1 }) => (m < 0 ? [high * m, low * m] : [low * m, high * m]),
});

/** Each element times a constant factor. */
export const scale = (x: Value, factor: number): Value => x.graph.apply(scaleOp, [x], { immediate: factor });
