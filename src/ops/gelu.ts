import { GELU_ERROR } from '../../assembly/math/bounds.ts';
import type { Value } from '../graph/value.ts';
import { dipping } from '../intervals/functions.ts';
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

/** The largest error of the expansion below. */
const PHI_ERROR = 1.5e-7;

/** Φ, by Abramowitz & Stegun 7.1.26: in ranges it costs more than it is used for to have it better. */
function phi(x: number): number {
  const t = 1 / (1 + 0.3275911 * (Math.abs(x) / Math.SQRT2));
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 0.5 * series * Math.exp((-x * x) / 2);
  return x >= 0 ? 1 - upper : upper;
}

export const geluOp = unary({
  name: 'gelu',
  instruction: {
    opcode: 28,
    transcendentals: 1,
    activation: dipping((x) => x * phi(x), -0.7517916, GELU_ERROR + PHI_ERROR),
    kernel: 'squash',
    formula: 'a · Φ(a), Φ the standard normal distribution function',
  },
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
});

/** x Φ(x) of each element, Φ the standard normal distribution function: the exact GELU, not its variant with tanh. */
export const gelu = (x: Value): Value => x.graph.apply(geluOp, [x]);
