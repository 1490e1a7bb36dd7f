import { constant, matrix, uniform, vector } from '../graph/parameter.ts';
import { add, affine, mul, reciprocal, sigmoid } from '../ops/index.ts';
import { defineCell } from './cell.ts';

/**
 * Liquid time-constant network: dh/dt = −(1/τ + f) ⊙ h + f ⊙ A, f = σ(W h + U x + b).
 * The liquid time constant is τ/(1 + τ f) = 1/decay, the probe `tau`.
 */
export const ltc = defineCell({
  kind: 'field',
  name: 'ltc',
  source: 'Hasani et al., Liquid Time-constant Networks, AAAI 2021, eq. 1–2',
  bounded: true,
  parameters: ({ inputs, units }) => ({
    W: matrix(units, units),
    U: matrix(units, inputs),
    b: vector(units),
    tau: vector(units, { init: constant(1), constraint: 'softplus' }),
    A: vector(units, { init: uniform(-1, 1) }),
  }),
  // half of the decay is the leak's, half the gate's: 1/τ = σ(b) = 1/(2 T)
  startAt: (scales) => ({
    tau: scales.map((T) => 2 * T),
    b: scales.map((T) => -Math.log(2 * T - 1)),
  }),
  field({ p, h, x }) {
    const f = sigmoid(affine(p.b, [p.U, x], [p.W, h]));
    return { decay: add(reciprocal(p.tau), f), drive: mul(f, p.A) };
  },
});
