/** Solves the circuit at a fixed step: a stiff problem, so by an implicit method. */
import type { Components } from './circuit.ts';

/** Diagonal of the method, which makes it L-stable. */
const GAMMA = 1 - Math.SQRT1_2;
/** Steps between two samples: at 48 kHz one every 1.3 µs. */
export const OVERSAMPLING = 16;
/** Newton's method ends when vf moves by less, in V. */
const CLOSE = 1e-12;
const MOST_ITERATIONS = 50;

/**
 * A circuit from rest, a sample a call. SDIRK2: two implicit stages, order 2, L-stable (Alexander, “Diagonally implicit
 * Runge–Kutta methods for stiff O.D.E.'s”, SIAM Journal on Numerical Analysis 14, 1977). Of the three equations only that of
 * the diodes is not linear, and each needs only the ones before it: a stage is one division, one scalar Newton iteration, and
 * another division. Between samples the input is a straight line; the output is the voltage at the sample, not filtered.
 */
export class Solver {
  private vs = 0;
  private vf = 0;
  private vt = 0;
  private last = 0;
  private readonly slopes = new Float64Array(3);

  /** @param interval s between two samples */
  constructor(
    private readonly circuit: Components,
    private readonly interval: number,
    private readonly oversampling = OVERSAMPLING,
  ) {}

  /** @param u V at the input @returns V at the output */
  step(u: number): number {
    const { oversampling, last } = this;
    const h = this.interval / oversampling;
    const rise = (u - last) / oversampling;
    const k = this.slopes;
    for (let j = 0; j < oversampling; j++) {
      const from = last + j * rise;
      this.stage(from + GAMMA * rise, h, this.vs, this.vf, this.vt);
      const [ks, kf, kt] = k;
      const rest = (1 - GAMMA) * h;
      this.stage(from + rise, h, this.vs + rest * ks, this.vf + rest * kf, this.vt + rest * kt);
      this.vs += rest * ks + GAMMA * h * k[0];
      this.vf += rest * kf + GAMMA * h * k[1];
      this.vt += rest * kt + GAMMA * h * k[2];
    }
    this.last = u;
    return this.vt;
  }

  /** The slopes k with k = f(u, v + γ h k). */
  private stage(u: number, h: number, vs: number, vf: number, vt: number): void {
    const { Rs, Cs, Rt, Ct } = this.circuit;
    const g = GAMMA * h;
    const ks = (u - vs) / (Rs * Cs + g);
    const kf = this.feedback((u - vs - g * ks) / Rs, g, vf);
    this.slopes[0] = ks;
    this.slopes[1] = kf;
    this.slopes[2] = (u + vf + g * kf - vt) / (Rt * Ct + g);
  }

  /**
   * Slope of vf: the w with w = v + g · f(w), by Newton's method, where f falls everywhere.
   * @param i A through the feedback
   */
  private feedback(i: number, g: number, v: number): number {
    const { Rf, Cf, Is, nVt } = this.circuit;
    let w = this.vf;
    for (let n = 0; n < MOST_ITERATIONS; n++) {
      const e = Math.exp(w / nVt);
      const off = w - v - (g / Cf) * (i - w / Rf - Is * (e - 1 / e));
      // far above its knee the exponential must not throw the next guess further than the diodes' own scale
      const move = off / (1 + (g / Cf) * (1 / Rf + (Is / nVt) * (e + 1 / e)));
      w -= Math.max(-4 * nVt, Math.min(4 * nVt, move));
      if (Math.abs(move) < CLOSE) return (w - v) / g;
    }
    throw new RangeError(
      `the diodes' equation has no solution within ${MOST_ITERATIONS} iterations at ${i} A`,
    );
  }
}

/** What comes out of a circuit at rest, in V, for what goes in. @param rate samples a second */
export function played(circuit: Components, input: ArrayLike<number>, rate: number): Float64Array {
  const solver = new Solver(circuit, 1 / rate);
  return Float64Array.from(input, (u) => solver.step(u));
}
