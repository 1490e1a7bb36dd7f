import { constant, matrix, vector } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import { abs, add, affine, div, lerp, mean, mul, sigmoid, sub } from '../ops/index.ts';
import { defineCell, type Values } from './cell.ts';

/** The four scalars of the gate: E, ħ, α > 0, and d. */
export const gateParameters = () => {
  const positive = { init: constant(1), constraint: 'softplus' } as const;
  return { E: vector(1, positive), hbar: vector(1, positive), alpha: vector(1, positive), d: vector(1) };
};

/** Ω = 1 + α · mean |x − x̂|, low where x̂ predicts the input; Γ = σ(E/(ħ Ω) + d) falls as Ω rises. */
export function gate(p: Values, x: Value, prediction: Value): { gamma: Value; probes: Values } {
  const omega = add(mul(p.alpha, mean(abs(sub(x, prediction)))), 1);
  const gamma = sigmoid(add(div(p.E, mul(p.hbar, omega)), p.d));
  return { gamma, probes: { omega, gamma, hbar: p.hbar } };
}

/**
 * HLLN (reconstruction): the state is the prediction of the input; h' = Γ h + (1 − Γ)(W x + b).
 * Reconstructed from published prose and two parameter counts: neither formulas nor code are published. E and ħ enter
 * only as E/ħ, one degree of freedom. Needs as many units as inputs.
 */
export const hlln = defineCell({
  kind: 'map',
  name: 'hlln',
  source: 'HLLN 2.1, reconstructed from its published prose',
  states: ({ units }) => ({ h: units }),
  parameters({ inputs, units }) {
    if (units !== inputs)
      throw new RangeError(
        `hlln predicts its input with its state: it needs as many units as inputs, ${inputs}, not ${units}; hlln-wide takes any`,
      );
    return { W: matrix(units, inputs), b: vector(units), ...gateParameters() };
  },
  next({ p, x, state: { h } }) {
    const { gamma, probes } = gate(p, x, h);
    const next = lerp(gamma, affine(p.b, [p.W, x]), h);
    return { state: { h: next }, output: next, probes };
  },
});
