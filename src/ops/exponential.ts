import type { Value } from '../graph/value.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { fieldUpdate } from './field-update.ts';
import { mul } from './mul.ts';
import { scale } from './scale.ts';
import { shift } from './shift.ts';
import { slope } from './slope.ts';
import { tanh } from './tanh.ts';

/** φ₁(z) = (1 − e^(−z)) / z, with φ₁(0) = 1. */
export const phi1 = (z: number): number => (z === 0 ? 1 : -Math.expm1(-z) / z);

/** dφ₁/dz = (e^(−z) − φ₁(z)) / z; its series near 0, where the difference cancels. */
export const phi1Derivative = (z: number): number =>
  Math.abs(z) < 1e-3 ? -1 / 2 + z / 3 - (z * z) / 8 + (z * z * z) / 30 : (Math.exp(-z) - phi1(z)) / z;

export const exponentialOp = fieldUpdate({
  name: 'exponential',
  opcode: 52,
  transcendentals: 1,
  weight: ([low, high]) => [-Math.expm1(-low), -Math.expm1(-high)],
  formula: 'a ⊕ (d · (y · φ₁((d · w)/q)))/q, φ₁(z) = (1 − e^(−z))/z',
  f: (h, drive, decay, s) => h + s * phi1(s * decay) * (drive - decay * h),
  inTerms([h, drive, decay, s]) {
    // with t = tanh(z/2), φ₁(z) = 2t / ((1 + t) z) loses no digit near 0; the smallest z stands for none
    const z = shift(mul(decay, s), 1e-30);
    const t = tanh(scale(z, 0.5));
    const phi = div(scale(t, 2), mul(shift(t, 1), z));
    return add(h, mul(mul(slope(h, drive, decay), s), phi));
  },
  df(d, h, drive, decay, s) {
    const z = s * decay;
    const phi = phi1(z);
    const slope = drive - decay * h;
    const dz = s * phi1Derivative(z) * slope;
    d[0] = 1 - z * phi;
    d[1] = s * phi;
    d[2] = s * (dz - phi * h);
    d[3] = decay * dz + phi * slope;
  },
});

/** h + s φ₁(s decay) ⊙ (drive − decay ⊙ h): exact where drive and decay are constant (ETD1). */
export const exponentialUpdate = (h: Value, drive: Value, decay: Value, s: Value): Value =>
  h.graph.apply(exponentialOp, [h, drive, decay, s]);
