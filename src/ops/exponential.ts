import { OP_EXPONENTIAL } from '../../assembly/layout.ts';
import { A, B, C, D, N, type Op, OUT, transcendental } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import { fieldShape } from './slope.ts';

/** φ₁(z) = (1 − e^(−z)) / z, with φ₁(0) = 1. */
export const phi1 = (z: number): number => (z === 0 ? 1 : -Math.expm1(-z) / z);

/** dφ₁/dz = (e^(−z) − φ₁(z)) / z; its series near 0, where the difference cancels. */
export const phi1Derivative = (z: number): number =>
  Math.abs(z) < 1e-3 ? -1 / 2 + z / 3 - (z * z) / 8 + (z * z * z) / 30 : (Math.exp(-z) - phi1(z)) / z;

export const exponentialOp: Op = {
  name: 'exponential',
  opcode: OP_EXPONENTIAL,
  inPlace: true,
  compensated: true,
  shape: (inputs) => fieldShape('exponential', inputs, 3),
  forward(v, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const drive = t[i + B];
    const decay = t[i + C];
    const s = v[t[i + D]];
    const n = t[i + N];
    for (let j = 0; j < n; j++) {
      const slope = v[drive + j] - v[decay + j] * v[h + j];
      v[o + j] = v[h + j] + s * phi1(s * v[decay + j]) * slope;
    }
  },
  backward(v, g, t, i) {
    const o = t[i + OUT];
    const h = t[i + A];
    const drive = t[i + B];
    const decay = t[i + C];
    const s = v[t[i + D]];
    const n = t[i + N];
    let ds = 0;
    for (let j = 0; j < n; j++) {
      const d = g[o + j];
      const z = s * v[decay + j];
      const phi = phi1(z);
      const slope = v[drive + j] - v[decay + j] * v[h + j];
      const dz = d * s * phi1Derivative(z) * slope;
      g[h + j] += d * (1 - z * phi);
      g[drive + j] += d * s * phi;
      g[decay + j] += dz * s - d * s * phi * v[h + j];
      ds += dz * v[decay + j] + d * phi * slope;
    }
    g[t[i + D]] += ds;
  },
  cost: transcendental(),
};

/** h + s φ₁(s decay) ⊙ (drive − decay ⊙ h): exact where drive and decay are constant (ETD1). */
export const exponentialUpdate = (h: Value, drive: Value, decay: Value, s: Value): Value =>
  h.graph.apply(exponentialOp, [h, drive, decay, s]);
