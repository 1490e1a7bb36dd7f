/**
 * The cart-pole: a uniform rod that turns without friction on a cart, which a force pushes along a track.
 *
 * Barto, Sutton and Anderson, "Neuronlike adaptive elements that can solve difficult learning control problems" (1983),
 * whose masses and length are the usual ones; the equations without friction as corrected by Florian, "Correct equations
 * for the dynamics of the cart-pole system" (2007), eq. 23 and 24:
 *
 *     ω' = (g sin θ − cos θ (F + m l ω² sin θ)/(M + m)) / (l (4/3 − m cos² θ/(M + m)))
 *     v' = (F + m l (ω² sin θ − ω' cos θ))/(M + m)
 */

export interface CartPole {
  /** g, m/s². */
  readonly gravity: number;
  /** M, kg. */
  readonly cartMass: number;
  /** m, kg. */
  readonly poleMass: number;
  /** l, m: from the pivot to the rod's middle. */
  readonly halfLength: number;
}

export const standard: CartPole = { gravity: 9.8, cartMass: 1, poleMass: 0.1, halfLength: 0.5 };

/** Position x in m, speed v in m/s, angle θ from upright in rad, angular speed ω in rad/s. */
export const STATES = 4;

/** The derivative of a state [4] under a force in N, written to `into` [4]. */
export function slopes(plant: CartPole, state: ArrayLike<number>, force: number, into: Float64Array): void {
  const { gravity, cartMass, poleMass, halfLength } = plant;
  const mass = cartMass + poleMass;
  const sine = Math.sin(state[2]);
  const cosine = Math.cos(state[2]);
  const omega = state[3];
  const pull = poleMass * halfLength;
  const turning =
    (gravity * sine - (cosine * (force + pull * omega * omega * sine)) / mass) /
    (halfLength * (4 / 3 - (poleMass * cosine * cosine) / mass));
  into[0] = state[1];
  into[1] = (force + pull * (omega * omega * sine - turning * cosine)) / mass;
  into[2] = omega;
  into[3] = turning;
}

/** Kinetic and potential energy in J; potential 0 with the pole level. The rod's moment of inertia is 4/3 m l². */
export function energy(plant: CartPole, [, v, theta, omega]: ArrayLike<number> & Iterable<number>): number {
  const { gravity, cartMass, poleMass, halfLength } = plant;
  const pull = poleMass * halfLength;
  return (
    ((cartMass + poleMass) * v * v) / 2 +
    pull * v * omega * Math.cos(theta) +
    (2 / 3) * pull * halfLength * omega * omega +
    pull * gravity * Math.cos(theta)
  );
}

/** A cart-pole in time, by the classical Runge–Kutta method with a fixed substep. */
export class Simulation {
  /** [x, v, θ, ω], changed in place. */
  readonly state: Float64Array;
  private readonly k = Array.from({ length: 4 }, () => new Float64Array(STATES));
  private readonly stage = new Float64Array(STATES);

  /**
   * @param plant may be exchanged while it runs
   * @param substep in s
   */
  constructor(
    public plant: CartPole,
    start: ArrayLike<number>,
    private readonly substep = 1e-4,
  ) {
    this.state = Float64Array.from(start);
  }

  /** Holds a force in N for so many substeps. */
  advance(force: number, substeps: number): void {
    const { state, stage, substep, plant, k } = this;
    for (let n = 0; n < substeps; n++) {
      slopes(plant, state, force, k[0]);
      for (let s = 1; s < 4; s++) {
        const reach = s === 3 ? substep : substep / 2;
        for (let i = 0; i < STATES; i++) stage[i] = state[i] + reach * k[s - 1][i];
        slopes(plant, stage, force, k[s]);
      }
      for (let i = 0; i < STATES; i++)
        state[i] += (substep / 6) * (k[0][i] + 2 * (k[1][i] + k[2][i]) + k[3][i]);
    }
  }
}
