import { PHI1_ERROR } from '../../assembly/math/bounds.ts';
import type { Value } from '../graph/value.ts';
import { each, sides } from '../intervals/functions.ts';
import { type Interval, multiply, negated } from '../intervals/interval.ts';
import { unary } from './elementwise.ts';

/** 1 − eˣ for x ≤ 0: −x φ₁(−x), so that it is off by as much as φ₁ and the product's rounding, which `multiply` adds. */
const falling = ([low, high]: Interval): Interval => [
  -Math.expm1(high) * (1 - PHI1_ERROR),
  -Math.expm1(low) * (1 + PHI1_ERROR),
];

export const eluOp = unary({
  name: 'elu',
  instruction: {
    opcode: 37,
    since: 4,
    immediate: true,
    transcendentals: 1,
    exponential: true,
    kernel: 'elementwise',
    interval: each((x, m) => sides(x, (below) => multiply(negated(falling(below)), [m, m]))),
    formula: 'a < 0 ? (c · φ₁(−c)) · m : a, c = a, or −88 if it is below; see [φ₁](#approximations)',
  },
  forward(v, o, a, n, m) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] < 0 ? v[m] * Math.expm1(v[a + j]) : v[a + j];
  },
  // α eˣ is the value plus α
  backward(v, g, o, a, n, m) {
    for (let j = 0; j < n; j++) g[a + j] += v[a + j] < 0 ? g[o + j] * (v[o + j] + v[m]) : g[o + j];
  },
  range: ([x], { immediate: m = 1 }) =>
    sides(x, ([low, high]) => {
      const ends = [m * Math.expm1(low), m * Math.expm1(high)];
      return [Math.min(...ends), Math.max(...ends)];
    }),
});

/**
 * x where it is positive, alpha · (eˣ − 1) elsewhere, of each element. Source: Clevert, Unterthiner and Hochreiter 2016; ONNX
 * Elu, whose default alpha is that here.
 */
export const elu = (x: Value, alpha = 1): Value => x.graph.apply(eluOp, [x], { immediate: alpha });
