import type { Value } from '../graph/value.ts';
import { type Interval, UNIT } from '../intervals/interval.ts';
import { unary } from './elementwise.ts';
import { scale } from './scale.ts';
import { shift } from './shift.ts';

const clamp = (x: number): number => Math.min(Math.max(x, UNIT[0]), UNIT[1]);
const clamped = ([low, high]: Interval): Interval => [clamp(low), clamp(high)];

export const hardSigmoidOp = unary({
  name: 'hard-sigmoid',
  instruction: {
    opcode: 30,
    since: 4,
    activation: clamped,
    kernel: 'elementwise',
    formula:
      'a limited to 0 … 1, NaN stays NaN: scale and shift come before it, or go into the weights there',
  },
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] < 0 ? 0 : v[a + j] > 1 ? 1 : v[a + j];
  },
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) if (v[a + j] > 0 && v[a + j] < 1) g[a + j] += g[o + j];
  },
  range: ([x]) => clamped(x),
});

/**
 * max(0, min(1, α x + β)) of each element. Source: ONNX HardSigmoid, whose defaults α = 0.2 and β = 0.5 are those here; Keras
 * has α = 1/6. A matrix before it takes α and β into its weights, so that one instruction computes all.
 */
export const hardSigmoid = (x: Value, alpha = 0.2, beta = 0.5): Value =>
  x.graph.apply(hardSigmoidOp, [shift(scale(x, alpha), beta)]);
