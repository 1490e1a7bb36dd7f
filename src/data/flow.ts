/** Shared by the generators of dynamical systems: one Runge–Kutta step, and a recording of many. */
import { anything, type Rules } from '../check/rules.ts';
import type { Recording } from './sequence.ts';

/** How to sample a system. Each system has its own defaults. */
export interface FlowOptions {
  /** Samples to record. */
  steps?: number;
  /** Time between samples, > 0. */
  dt?: number;
  /** Classic Runge–Kutta steps between two samples, ≥ 1. */
  substeps?: number;
  /** Seed of the start; 1 by default. */
  seed?: number;
  /** Samples dropped before the first, so that it lies on the attractor; 1,000 by default. */
  spinUp?: number;
}

/** The rules of `FlowOptions`: their ranges are checked when they are used. */
export const sampling: Rules<FlowOptions> = {
  steps: anything,
  dt: anything,
  substeps: anything,
  seed: anything,
  spinUp: anything,
};

/** Advances a state in place by one step of length h. */
export type Stepper = (state: Float64Array, h: number) => void;

/**
 * The classic Runge–Kutta step of dx/dt = slope(x), of fourth order, for states of `size` variables.
 * @param slope writes the derivative at x into `into`
 */
export function rungeKutta(size: number, slope: (x: Float64Array, into: Float64Array) => void): Stepper {
  const slopes = [0, 1, 2, 3].map(() => new Float64Array(size));
  const probe = new Float64Array(size);
  const reach = [0, 0.5, 0.5, 1];
  return (state, h) => {
    slope(state, slopes[0]);
    for (let stage = 1; stage < 4; stage++) {
      for (let i = 0; i < size; i++) probe[i] = state[i] + reach[stage] * h * slopes[stage - 1][i];
      slope(probe, slopes[stage]);
    }
    const [a, b, c, d] = slopes;
    for (let i = 0; i < size; i++) state[i] += (h / 6) * (a[i] + d[i] + 2 * (b[i] + c[i]));
  };
}

/**
 * Records [steps × size] of a system from `state`, which it changes.
 * @param step advances the state; `substeps` calls of step(state, h, k) lead from sample k to k + 1; k is 0 in the spin-up
 * @throws {RangeError} on options out of range, or if the solution overflows (dt / substeps too large).
 */
export function recordFlow(
  system: string,
  state: Float64Array,
  step: (state: Float64Array, h: number, sample: number) => void,
  { steps, dt, substeps, seed, spinUp }: Required<FlowOptions>,
): Recording {
  whole('steps', steps, 1);
  whole('substeps', substeps, 1);
  whole('spinUp', spinUp, 0);
  if (!(dt > 0 && dt < Infinity)) throw new RangeError(`dt must be > 0, got ${dt}`);
  const advance = (sample: number) => {
    for (let k = 0; k < substeps; k++) step(state, dt / substeps, sample);
  };
  for (let k = 0; k < spinUp; k++) advance(0);
  const size = state.length;
  const values = new Float64Array(steps * size);
  for (let k = 0; k < steps; k++) {
    values.set(state, k * size);
    advance(k);
  }
  if (!values.every(Number.isFinite))
    throw new RangeError(`${system} overflowed: use more than ${substeps} substeps`);
  const name = `${system}, seed ${seed}`;
  return { name, length: steps, channels: size, values, dt: new Float64Array(steps).fill(dt) };
}

/** @throws {RangeError} unless `value` is an integer ≥ `least` */
export function whole(name: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) {
    throw new RangeError(`${name} must be an integer ≥ ${least}, got ${value}`);
  }
}
