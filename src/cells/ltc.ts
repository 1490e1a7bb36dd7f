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
  // the gate's share of the decay 1/T: a half, or what σ(0) gives if that is less
  startAt: (scales) => ({
    tau: scales.map((T) => 1 / (1 / T - gateAt(T))),
    b: scales.map((T) => Math.log(gateAt(T) / (1 - gateAt(T)))),
  }),
  field({ p, h, x }) {
    const f = sigmoid(affine(p.b, [p.U, x], [p.W, h]));
    return { decay: add(reciprocal(p.tau), f), drive: mul(f, p.A) };
  },
});

/** The gate of a unit at rest that forgets within T. */
const gateAt = (T: number): number => Math.min(0.5, 0.5 / T);
