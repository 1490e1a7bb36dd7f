/**
 * Lorenz-96: dx_i/dt = (x_{i+1} − x_{i−2}) x_{i−1} − x_i + F, indices modulo N.
 * Source: Lorenz, "Predictability: a problem partly solved", ECMWF 1996. Chaotic from about F = 8 on.
 */
import { Random } from './random.ts';
import type { Recording } from './sequence.ts';

/**
 * The forcing F: constant, a function of the step, or a list of [step, forcing]: each entry holds from its step on,
 * steps ascending from 0. `[[0, 8], [500, 12], [1000, 8]]` is the non-stationary run.
 */
export type Forcing =
  | number
  | ((step: number) => number)
  | readonly (readonly [step: number, forcing: number])[];

export interface Lorenz96Options {
  /** N ≥ 4 variables; 40 by default. */
  size?: number;
  /** Samples to record; 1,500 by default. Sample k + 1 follows from sample k under forcing(k). */
  steps?: number;
  /** 8 by default. */
  forcing?: Forcing;
  /** Time between samples; 0.05 by default, six hours of weather in Lorenz's reading. */
  dt?: number;
  /** Classic Runge–Kutta steps between two samples; 5 by default. */
  substeps?: number;
  /** Of the start: every variable at F plus a normal deviation of 0.1. 1 by default. */
  seed?: number;
  /** Samples thrown away before the first, under forcing(0), so that it lies on the attractor; 1,000 by default. */
  spinUp?: number;
}

/**
 * A recording [steps × size].
 * @throws {RangeError} on options out of range, or when the solution overflows (dt / substeps too large).
 */
export function lorenz96(options: Lorenz96Options = {}): Recording {
  const { size = 40, steps = 1500, dt = 0.05, substeps = 5, seed = 1, spinUp = 1000 } = options;
  whole('size', size, 4);
  whole('steps', steps, 1);
  whole('substeps', substeps, 1);
  whole('spinUp', spinUp, 0);
  if (!(dt > 0 && dt < Infinity)) throw new RangeError(`dt must be > 0, got ${dt}`);
  const forcingAt = schedule(options.forcing ?? 8);
  const random = new Random(seed);
  const state = Float64Array.from({ length: size }, () => forcingAt(0) + 0.1 * random.normal());
  const step = lorenz96Stepper(size);
  const advance = (forcing: number) => {
    for (let k = 0; k < substeps; k++) step(state, forcing, dt / substeps);
  };
  for (let k = 0; k < spinUp; k++) advance(forcingAt(0));
  const values = new Float64Array(steps * size);
  for (let k = 0; k < steps; k++) {
    values.set(state, k * size);
    advance(forcingAt(k));
  }
  if (!values.every(Number.isFinite))
    throw new RangeError(`Lorenz-96 overflowed: use more than ${substeps} substeps`);
  const name = `Lorenz-96, ${size} variables, seed ${seed}`;
  return { name, length: steps, channels: size, values, dt: new Float64Array(steps).fill(dt) };
}

/** Advances a state of N variables in place by one classic Runge–Kutta step of length h: fourth order. */
export function lorenz96Stepper(size: number): (state: Float64Array, forcing: number, h: number) => void {
  const slopes = [0, 1, 2, 3].map(() => new Float64Array(size));
  const probe = new Float64Array(size);
  const slope = (x: Float64Array, forcing: number, into: Float64Array) => {
    for (let i = 0; i < size; i++) {
      const ahead = x[(i + 1) % size];
      const behind = x[(i + size - 1) % size];
      const farBehind = x[(i + size - 2) % size];
      into[i] = (ahead - farBehind) * behind - x[i] + forcing;
    }
  };
  const reach = [0, 0.5, 0.5, 1];
  return (state, forcing, h) => {
    slope(state, forcing, slopes[0]);
    for (let stage = 1; stage < 4; stage++) {
      for (let i = 0; i < size; i++) probe[i] = state[i] + reach[stage] * h * slopes[stage - 1][i];
      slope(probe, forcing, slopes[stage]);
    }
    const [a, b, c, d] = slopes;
    for (let i = 0; i < size; i++) state[i] += (h / 6) * (a[i] + d[i] + 2 * (b[i] + c[i]));
  };
}

function schedule(forcing: Forcing): (step: number) => number {
  if (typeof forcing === 'number') return () => forcing;
  if (typeof forcing === 'function') return forcing;
  const ascending = forcing.every(([step], k) => (k === 0 ? step === 0 : step > forcing[k - 1][0]));
  if (forcing.length === 0 || !ascending) throw new RangeError('a forcing list begins at step 0 and ascends');
  return (step) => forcing.findLast(([from]) => from <= step)![1];
}

function whole(name: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) {
    throw new RangeError(`${name} must be an integer ≥ ${least}, got ${value}`);
  }
}
