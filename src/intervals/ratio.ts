import { ANYTHING, type Interval, rounded } from './interval.ts';
import type { Gate, Sum } from './slot.ts';

/** More steps than Dinkelbach's method ever took. Each step is exact; it converges faster than linearly. */
const STEPS = 60;

/**
 * The range of a quotient of two sums over the same gates, such as drive and decay of synapses. At its extremes each gate is
 * as open or as closed as possible. Dinkelbach's method (1967) finds it: λ is the largest quotient when the largest value of
 * above − λ · below is 0.
 * @returns everything if the divisor may be zero
 */
export function ratioOf(above: Sum, below: Sum): Interval {
  const gates = [...new Set([...above.terms.keys(), ...below.terms.keys()])];
  const least = gates.reduce((sum, gate) => {
    const factor = below.terms.get(gate) ?? 0;
    return sum + factor * gate.range[factor > 0 ? 0 : 1];
  }, below.constant[0]);
  if (!(least > 0)) return ANYTHING;
  const high = largest(above, below, gates);
  const mirrored = largest(
    {
      constant: [-above.constant[1], -above.constant[0]],
      terms: new Map([...above.terms].map(([gate, factor]) => [gate, -factor])),
    },
    below,
    gates,
  );
  return rounded([-mirrored, high]);
}

function largest(above: Sum, below: Sum, gates: readonly Gate[]): number {
  let quotient = 0;
  for (let step = 0; step < STEPS; step++) {
    let [a, b] = [above.constant[1], quotient >= 0 ? below.constant[0] : below.constant[1]];
    for (const gate of gates) {
      const [p, q] = [above.terms.get(gate) ?? 0, below.terms.get(gate) ?? 0];
      const open = gate.range[p - quotient * q > 0 ? 1 : 0];
      a += p * open;
      b += q * open;
    }
    const next = a / b;
    if (step > 0 && next <= quotient) return Math.max(next, quotient);
    quotient = next;
  }
  return Number.POSITIVE_INFINITY;
}
