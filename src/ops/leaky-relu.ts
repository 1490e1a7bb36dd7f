import type { Value } from '../graph/value.ts';
import { each, sides } from '../intervals/functions.ts';
import { multiply, times } from '../intervals/interval.ts';
import { unary } from './elementwise.ts';

export const leakyReluOp = unary({
  name: 'leaky-relu',
  instruction: {
    opcode: 31,
    since: 4,
    immediate: true,
    kernel: 'elementwise',
    interval: each((x, m) => sides(x, (below) => multiply(below, [m, m]))),
    formula: 'a < 0 ? a · m : a',
  },
  forward(v, o, a, n, m) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] < 0 ? v[a + j] * v[m] : v[a + j];
  },
  backward(v, g, o, a, n, m) {
    for (let j = 0; j < n; j++) g[a + j] += v[a + j] < 0 ? g[o + j] * v[m] : g[o + j];
  },
  range: ([x], { immediate: m = 1 }) => sides(x, (below) => times(below, [m, m])),
});

/** x where it is positive, slope · x elsewhere, of each element. Source: ONNX LeakyRelu, whose default slope is that here. */
export const leakyRelu = (x: Value, slope = 0.01): Value =>
  x.graph.apply(leakyReluOp, [x], { immediate: slope });
