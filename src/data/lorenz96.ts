/**
 * Lorenz-96: dx_i/dt = (x_{i+1} − x_{i−2}) x_{i−1} − x_i + F, indices modulo N.
 * Source: Lorenz, "Predictability: a problem partly solved", ECMWF 1996. Chaotic from about F = 8 on.
 */
import { checkOptions } from '../check/options.ts';
import { anything } from '../check/rules.ts';
import { type FlowOptions, recordFlow, rungeKutta, sampling, whole } from './flow.ts';
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

export interface Lorenz96Options extends FlowOptions {
  /** N ≥ 4 variables; 40 by default. */
  size?: number;
  /** Sample k + 1 follows from sample k under forcing(k), all of the spin-up under forcing(0); 8 by default. */
  forcing?: Forcing;
}

/**
 * A recording [steps × size]; by default 1,500 samples 0.05 apart, six hours of weather in Lorenz's reading, in 5 substeps each.
 * It starts with every variable at F plus a normal deviation of 0.1.
 * @throws {RangeError} on options out of range, or when the solution overflows (dt / substeps too large).
 */
export function lorenz96(options: Lorenz96Options = {}): Recording {
  checkOptions<Lorenz96Options>('lorenz96', options, {
    ...sampling,
    size: anything,
    forcing: anything,
  });
  const { size = 40, steps = 1500, dt = 0.05, substeps = 5, seed = 1, spinUp = 1000 } = options;
  whole('size', size, 4);
  const forcingAt = schedule(options.forcing ?? 8);
  const random = new Random(seed);
  const start = Float64Array.from({ length: size }, () => forcingAt(0) + 0.1 * random.normal());
  const step = lorenz96Stepper(size);
  return recordFlow(
    `Lorenz-96, ${size} variables`,
    start,
    (state, h, sample) => step(state, forcingAt(sample), h),
    { steps, dt, substeps, seed, spinUp },
  );
}

/** Advances a state of N variables in place by one classic Runge–Kutta step of length h: fourth order. */
export function lorenz96Stepper(size: number): (state: Float64Array, forcing: number, h: number) => void {
  let forcing = 0;
  const step = rungeKutta(size, (x, into) => {
    for (let i = 0; i < size; i++) {
      const ahead = x[(i + 1) % size];
      const behind = x[(i + size - 1) % size];
      const farBehind = x[(i + size - 2) % size];
      into[i] = (ahead - farBehind) * behind - x[i] + forcing;
    }
  });
  return (state, held, h) => {
    forcing = held;
    step(state, h);
  };
}

function schedule(forcing: Forcing): (step: number) => number {
  if (typeof forcing === 'number') return () => forcing;
  if (typeof forcing === 'function') return forcing;
  const ascending = forcing.every(([step], k) => (k === 0 ? step === 0 : step > forcing[k - 1][0]));
  if (forcing.length === 0 || !ascending) throw new RangeError('a forcing list begins at step 0 and ascends');
  return (step) => forcing.findLast(([from]) => from <= step)![1];
}
