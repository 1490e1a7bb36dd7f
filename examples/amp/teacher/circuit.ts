/**
 * The teacher: the clipping stage of an overdrive pedal, as differential equations of three capacitors.
 *
 *     u ──▶ (+)op-amp ──┬──▶ u + vf ──[1 kΩ]──┬──▶ vt, the output
 *           (−) ◀──┐    │                     ═ 0.22 µF
 *                  ├─[551 kΩ ∥ 51 pF ∥ two diodes]  ← vf
 *                  └─[4.7 kΩ]──═ 0.047 µF ← vs
 *
 * The op-amp holds both of its inputs at u, so the current i = (u − vs) / Rs of the lower branch flows through the upper one:
 *
 *     dvs/dt = i / Cs
 *     dvf/dt = (i − vf / Rf − 2 Is sinh(vf / (n Vt))) / Cf     antiparallel diodes by Shockley's equation
 *     dvt/dt = (u + vf − vt) / (Rt Ct)
 *
 * The equations are Kirchhoff's laws; the circuit is the stage of the Tube Screamer as analysed by Yeh, Abel and Smith,
 * “Simplified, physically-informed models of distortion and overdrive guitar effects pedals”, DAFx-07, followed by the low-pass
 * in front of its tone control. The op-amp is ideal: it never saturates and its bandwidth has no end.
 */

export interface Components {
  /** Ω and F of the branch to ground. */
  readonly Rs: number;
  readonly Cs: number;
  /** Ω and F in the feedback. The drive control is part of Rf: 51 kΩ and 0 to 500 kΩ. */
  readonly Rf: number;
  readonly Cf: number;
  /** A, and n · Vt in V, of each diode: a 1N914 at 27 °C. */
  readonly Is: number;
  readonly nVt: number;
  /** Ω and F of the low-pass behind. */
  readonly Rt: number;
  readonly Ct: number;
}

/** The values of the pedal, its drive control at the upper end. */
export const overdrive: Components = {
  Rs: 4_700,
  Cs: 47e-9,
  Rf: 551_000,
  Cf: 51e-12,
  Is: 2.52e-9,
  nVt: 1.752 * 25.85e-3,
  Rt: 1_000,
  Ct: 220e-9,
};

/** Volts on the three capacitors. */
export type Charges = [vs: number, vf: number, vt: number];

/** Writes dv/dt in V/s at charges v and the input u, in V, into `slope`. */
export function derivative({ Rs, Cs, Rf, Cf, Is, nVt, Rt, Ct }: Components) {
  return (
    u: number,
    [vs, vf, vt]: Readonly<ArrayLike<number>> & Iterable<number>,
    slope: Float64Array,
  ): void => {
    const i = (u - vs) / Rs;
    slope[0] = i / Cs;
    slope[1] = (i - vf / Rf - 2 * Is * Math.sinh(vf / nVt)) / Cf;
    slope[2] = (u + vf - vt) / (Rt * Ct);
  };
}
