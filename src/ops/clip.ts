import type { Value } from '../graph/value.ts';
import { each } from '../intervals/functions.ts';
import type { Interval } from '../intervals/interval.ts';
import { unary } from './elementwise.ts';

const clamp = (x: number, m: number): number => Math.min(Math.max(x, -m), m);
const clamped = ([low, high]: Interval, m: number): Interval => [clamp(low, m), clamp(high, m)];

export const clipOp = unary({
  name: 'clip',
  instruction: {
    opcode: 38,
    since: 4,
    immediate: true,
    kernel: 'elementwise',
    interval: each(clamped),
    formula: 'a limited to −m … m, NaN stays NaN',
  },
  forward(v, o, a, n, m) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] < -v[m] ? -v[m] : v[a + j] > v[m] ? v[m] : v[a + j];
  },
  backward(v, g, o, a, n, m) {
    for (let j = 0; j < n; j++) if (v[a + j] > -v[m] && v[a + j] < v[m]) g[a + j] += g[o + j];
  },
  range: ([x], { immediate: m = 1 }) => clamped(x, m),
});

/**
 * Each element limited to ±bound. Source: the attribute `clip` of ONNX's recurrent operators.
 * @throws RangeError unless bound > 0
 */
export function clip(x: Value, bound: number): Value {
  if (!(bound > 0)) throw new RangeError(`${x.graph.scope}: clip needs a bound > 0, not ${bound}`);
  return x.graph.apply(clipOp, [x], { immediate: bound });
}
