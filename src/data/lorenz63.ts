/**
 * Lorenz-63: dx/dt = σ (y − x), dy/dt = x (ρ − z) − y, dz/dt = x y − β z.
 * Source: Lorenz, "Deterministic nonperiodic flow", J. Atmos. Sci. 20 (1963). With the default constants the largest
 * Lyapunov exponent is 0.9056 per time unit (Sprott, "Chaos and Time-Series Analysis", 2003).
 */
import { checkOptions } from '../check/options.ts';
import { anything, finite } from '../check/rules.ts';
import { type FlowOptions, recordFlow, rungeKutta, type Stepper, sampling } from './flow.ts';
import { Random } from './random.ts';
import type { Recording } from './sequence.ts';

export interface Lorenz63Constants {
  /** Prandtl number σ; 10 by default. */
  sigma?: number;
  /** Relative Rayleigh number ρ; 28 by default. */
  rho?: number;
  /** β; 8/3 by default. */
  beta?: number;
}

/**
 * A recording [steps × 3] of x, y, z; by default 10,000 samples 0.01 apart, in 5 substeps each. It starts at (1, 1, 1) plus a
 * standard normal deviation.
 * @throws {RangeError} on options out of range, or when the solution overflows (dt / substeps too large).
 */
export function lorenz63(options: FlowOptions & Lorenz63Constants = {}): Recording {
  checkOptions<FlowOptions & Lorenz63Constants>('lorenz63', options, {
    ...sampling,
    sigma: anything,
    rho: anything,
    beta: anything,
  });
  const { steps = 10_000, dt = 0.01, substeps = 5, seed = 1, spinUp = 1000, sigma, rho, beta } = options;
  const random = new Random(seed);
  const start = Float64Array.from({ length: 3 }, () => 1 + random.normal());
  return recordFlow('Lorenz-63', start, lorenz63Stepper({ sigma, rho, beta }), {
    steps,
    dt,
    substeps,
    seed,
    spinUp,
  });
}

/** Advances (x, y, z) in place by one classic Runge–Kutta step. */
export function lorenz63Stepper(options: Lorenz63Constants = {}): Stepper {
  checkOptions<Lorenz63Constants>('lorenz63Stepper', options, { sigma: finite, rho: finite, beta: finite });
  const { sigma = 10, rho = 28, beta = 8 / 3 } = options;
  return rungeKutta(3, ([x, y, z], into) => {
    into[0] = sigma * (y - x);
    into[1] = x * (rho - z) - y;
    into[2] = x * y - beta * z;
  });
}
