/**
 * Two masses on springs, coupled and damped, driven by a force that switches:
 *     x₁″ = −k x₁ − c x₁′ + κ (x₂ − x₁) + u,   x₂″ = −k x₂ − c x₂′ + κ (x₁ − x₂).
 * A small task for estimators: sensors give positions and the force, but no velocities.
 */
import { checkOptions } from '../check/options.ts';
import { anything } from '../check/rules.ts';
import { rungeKutta } from './flow.ts';
import { Random } from './random.ts';
import type { Recording } from './sequence.ts';

export interface DrivenMassesOptions {
  /** Samples; 200 by default. */
  steps?: number;
  /** Mean time between samples, > 0; 0.2 by default. */
  dt?: number;
  /** Coefficient of variation of the intervals, drawn from a gamma distribution; 0 by default: all equal. */
  irregular?: number;
  /** The sample from which the stiffness changes, and its factor. */
  shift?: { readonly at: number; readonly factor: number };
  /** Seed of the start, the force and the intervals; 1 by default. */
  seed?: number;
}

const STIFFNESS = 1;
const DAMPING = 0.3;
const COUPLING = 0.5;
/** Mean time between two switches of the force, and its size. */
const SWITCHES = 3;
const FORCE = 1;
/** Runge–Kutta steps are no longer than this. */
const LONGEST = 0.05;

/** A gamma variate with mean 1 and a coefficient of variation, by Marsaglia and Tsang (2000). */
function gamma(random: Random, variation: number): number {
  const shape = 1 / variation ** 2;
  const boost = shape < 1 ? random.next() ** (1 / shape) : 1;
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = random.next();
    if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return (boost * d * v) / shape;
  }
}

/** A recording [steps × 5] of x₁, x₂, u, x₁′, x₂′, noise-free. @throws {RangeError} on options out of range */
export function drivenMasses(options: DrivenMassesOptions = {}): Recording {
  checkOptions<DrivenMassesOptions>('drivenMasses', options, {
    steps: anything,
    dt: anything,
    irregular: anything,
    shift: anything,
    seed: anything,
  });
  const { steps = 200, dt = 0.2, irregular = 0, shift, seed = 1 } = options;
  if (!(dt > 0 && dt < Infinity)) throw new RangeError(`dt must be > 0, got ${dt}`);
  if (!(irregular >= 0 && irregular < Infinity))
    throw new RangeError(`irregular must be ≥ 0, got ${irregular}`);
  const random = new Random(seed);
  let force = FORCE;
  let stiffness = STIFFNESS;
  const step = rungeKutta(4, ([x1, x2, v1, v2], into) => {
    into[0] = v1;
    into[1] = v2;
    into[2] = -stiffness * x1 - DAMPING * v1 + COUPLING * (x2 - x1) + force;
    into[3] = -stiffness * x2 - DAMPING * v2 + COUPLING * (x1 - x2);
  });
  const state = Float64Array.from({ length: 4 }, () => 0.5 * random.normal());
  const values = new Float64Array(steps * 5);
  const intervals = new Float64Array(steps);
  for (let k = 0; k < steps; k++) {
    const interval = irregular > 0 ? Math.max(1e-3, dt * gamma(random, irregular)) : dt;
    intervals[k] = interval;
    stiffness = shift && k >= shift.at ? STIFFNESS * shift.factor : STIFFNESS;
    const substeps = Math.ceil(interval / LONGEST);
    for (let i = 0; i < substeps; i++) step(state, interval / substeps);
    // sensors give the force of the interval that ends here
    values.set([state[0], state[1], force, state[2], state[3]], 5 * k);
    if (random.next() < interval / SWITCHES) force = FORCE * (2 * random.next() - 1);
  }
  return { name: `driven masses, seed ${seed}`, length: steps, channels: 5, values, dt: intervals };
}
