/**
 * Rössler's system: dx/dt = −y − z, dy/dt = x + a y, dz/dt = b + z (x − c).
 * Source: Rössler, "An equation for continuous chaos", Phys. Lett. A 57 (1976). With the default constants the largest
 * Lyapunov exponent is 0.0714 per time unit (Sprott, "Chaos and Time-Series Analysis", 2003).
 */
import { checkOptions } from '../check/options.ts';
import { anything, finite } from '../check/rules.ts';
import { type FlowOptions, recordFlow, rungeKutta, type Stepper, sampling } from './flow.ts';
import { Random } from './random.ts';
import type { Recording } from './sequence.ts';

export interface RosslerConstants {
  /** 0.2 by default. */
  a?: number;
  /** 0.2 by default. */
  b?: number;
  /** 5.7 by default. */
  c?: number;
}

/**
 * A recording [steps × 3] of x, y, z; by default 10,000 samples 0.1 apart, in 10 substeps each. It starts at (5, 0, 0), x
 * and y plus a standard normal deviation; with z < 0 it might escape.
 * @throws {RangeError} on options out of range, or when the solution overflows: dt / substeps is too large, or the constants
 * have no attractor there.
 */
export function rossler(options: FlowOptions & RosslerConstants = {}): Recording {
  checkOptions<FlowOptions & RosslerConstants>('rossler', options, {
    ...sampling,
    a: anything,
    b: anything,
    c: anything,
  });
  const { steps = 10_000, dt = 0.1, substeps = 10, seed = 1, spinUp = 1000, a, b, c } = options;
  const random = new Random(seed);
  const start = Float64Array.of(5 + random.normal(), random.normal(), 0);
  return recordFlow('Rössler', start, rosslerStepper({ a, b, c }), { steps, dt, substeps, seed, spinUp });
}

/** Advances (x, y, z) in place by one classic Runge–Kutta step. */
export function rosslerStepper(options: RosslerConstants = {}): Stepper {
  checkOptions<RosslerConstants>('rosslerStepper', options, { a: finite, b: finite, c: finite });
  const { a = 0.2, b = 0.2, c = 5.7 } = options;
  return rungeKutta(3, ([x, y, z], into) => {
    into[0] = -y - z;
    into[1] = x + a * y;
    into[2] = b + z * (x - c);
  });
}
