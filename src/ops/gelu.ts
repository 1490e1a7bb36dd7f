import { OP_GELU } from '../../assembly/layout.ts';
import { transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

/** Standard normal density at x. */
const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/**
 * The standard normal distribution function Φ(x) = ½ + ½ erf(x/√2), in [0, 1], to 1e-15 absolute. Source: Marsaglia,
 * Evaluating the normal distribution, 2004: Φ(x) = ½ + φ(x) (x + x³/3 + x⁵/(3·5) + x⁷/(3·5·7) + …).
 */
export function normalDistribution(x: number): number {
  if (!(Math.abs(x) < 8.3)) return x > 0 ? 1 : x < 0 ? 0 : Number.NaN;
  let term = x;
  let sum = 0;
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (x * x) / odd;
  }
  return Math.min(Math.max(0.5 + sum * density(x), 0), 1);
}

export const geluOp = unary({
  name: 'gelu',
  opcode: OP_GELU,
  forward(v, o, a, n) {
    for (let j = 0; j < n; j++) v[o + j] = v[a + j] * normalDistribution(v[a + j]);
  },
  // Φ(x) is the value divided by x
  backward(v, g, o, a, n) {
    for (let j = 0; j < n; j++) {
      const x = v[a + j];
      const share = x === 0 ? 0.5 : v[o + j] / x;
      g[a + j] += g[o + j] * (share + x * density(x));
    }
  },
  cost: transcendental(),
});

/** x Φ(x) of each element, Φ the standard normal distribution function: the exact GELU, not its form with tanh. */
export const gelu = (x: Value): Value => x.graph.apply(geluOp, [x]);
