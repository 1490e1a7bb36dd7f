/**
 * The linear-quadratic regulator of the upright cart-pole, sampled with a zero-order hold: u = −K s minimises
 * Σ sᵀ Q s + R u². K comes from the discrete algebraic Riccati equation, which is solved here by iterating it.
 * Anderson and Moore, "Optimal Control: Linear Quadratic Methods" (1990), chapter 2 and appendix E. Matrices are
 * [4 × 4], row-major.
 */
import { type CartPole, STATES } from './cart-pole.ts';
import { applied, diagonal, dot, product } from './matrix.ts';

export interface Linear {
  /** [4 × 4]. */
  readonly A: Float64Array;
  /** [4]: there is one force. */
  readonly B: Float64Array;
}

/** Weights of the cost: one for each squared state, one for the squared force. */
export interface Cost {
  readonly Q: readonly number[];
  readonly R: number;
}

/**
 * Bryson's rule (Bryson and Ho, "Applied Optimal Control", 1975): each weight is 1/(largest acceptable value)², here 1 m,
 * 1 m/s, 0.2 rad, 1 rad/s and 5 N, half of what the motor can: the noise of the readings needs the rest.
 */
export const bryson: Cost = { Q: [1, 1, 0.2, 1].map((most) => 1 / most ** 2), R: 1 / 5 ** 2 };

/** ds/dt = A s + B F about s = 0, upright and at rest: the equations of `cart-pole.ts` with sin θ = θ, cos θ = 1, ω² = 0. */
export function linearise({ gravity, cartMass, poleMass, halfLength }: CartPole): Linear {
  const mass = cartMass + poleMass;
  const lever = halfLength * (4 / 3 - poleMass / mass);
  const share = (poleMass * halfLength) / mass;
  const A = new Float64Array(STATES * STATES);
  A[1] = A[2 * STATES + 3] = 1;
  A[STATES + 2] = (-share * gravity) / lever;
  A[3 * STATES + 2] = gravity / lever;
  return { A, B: Float64Array.of(0, 1 / mass + share / (mass * lever), 0, -1 / (mass * lever)) };
}

/** The plant over `dt` seconds of constant force: A' = e^(A dt), B' = ∫ e^(A t) dt B, by their power series. */
export function sampled({ A, B }: Linear, dt: number): Linear {
  const power = diagonal([1, 1, 1, 1]);
  const exponential = power.slice();
  const integral = power.map((x) => x * dt);
  // terms beyond the 20th are below the last bit for every dt under 0.1 s
  for (let n = 1; n <= 20; n++) {
    power.set(product(power, A).map((x) => (x * dt) / n));
    for (let i = 0; i < power.length; i++) {
      exponential[i] += power[i];
      integral[i] += (power[i] * dt) / (n + 1);
    }
  }
  return { A: exponential, B: applied(integral, B) };
}

export interface Regulator {
  /** K [4]: force = −K s, N per unit of each state. */
  readonly gains: Float64Array;
  /** P [4 × 4]: sᵀ P s is the cost from s on. */
  readonly P: Float64Array;
}

/**
 * Iterates the Riccati equation from P = Q until it changes by less than a part in 10¹².
 * @throws RangeError when it does not settle: the plant cannot be stabilised, or the cost sees too little of it
 */
export function regulator(plant: Linear, cost: Cost): Regulator {
  let P = diagonal(cost.Q);
  for (let n = 0; n < 200_000; n++) {
    const next = riccati(plant, cost, P);
    const change = next.reduce((most, x, i) => Math.max(most, Math.abs(x - P[i])), 0);
    P = next;
    if (change < 1e-12 * P.reduce((most, x) => Math.max(most, Math.abs(x)), 0))
      return { P, gains: gainsOf(plant, cost, P) };
  }
  throw new RangeError('the Riccati equation does not settle: is every unstable state driven by the force?');
}

/** The right-hand side of P = Q + Aᵀ P A − Aᵀ P B (R + Bᵀ P B)⁻¹ Bᵀ P A, symmetric to the last bit. */
export function riccati(plant: Linear, cost: Cost, P: Float64Array): Float64Array {
  const { A, B } = plant;
  const PA = product(P, A);
  const K = gainsOf(plant, cost, P);
  const next = diagonal(cost.Q);
  for (let i = 0; i < STATES; i++)
    for (let j = 0; j <= i; j++) {
      let sum = next[i * STATES + j];
      for (let k = 0; k < STATES; k++) {
        sum += A[k * STATES + i] * PA[k * STATES + j];
        sum -= PA[k * STATES + i] * B[k] * K[j];
      }
      next[i * STATES + j] = next[j * STATES + i] = sum;
    }
  return next;
}

/** K = (R + Bᵀ P B)⁻¹ Bᵀ P A; with one force the inverse is a quotient. */
function gainsOf({ A, B }: Linear, { R }: Cost, P: Float64Array): Float64Array {
  const PB = applied(P, B);
  const scale = R + dot(PB, B);
  return Float64Array.from(B, (_, j) => PB.reduce((sum, x, k) => sum + x * A[k * STATES + j], 0) / scale);
}
