import { lorenz63 } from '../../../src/data/lorenz63.ts';
import { lorenz96 } from '../../../src/data/lorenz96.ts';
import { rossler } from '../../../src/data/rossler.ts';
import type { Recording } from '../../../src/data/sequence.ts';
import { type NextState, nextState } from '../../../src/measure/next-state.ts';

/** A chaotic system and its sampling. */
export interface System {
  readonly name: string;
  readonly label: string;
  readonly width: number;
  readonly dt: number;
  /** Largest Lyapunov exponent per time unit. */
  readonly exponent: number;
  /** Approximate size of its models. */
  readonly parameters: number;
  record(steps: number, seed: number): Recording;
}

const LORENZ_96 = 10;

export const systems: readonly System[] = [
  {
    name: 'lorenz-63',
    label: 'Lorenz-63',
    width: 3,
    dt: 0.05,
    exponent: 0.9056, // Sprott, “Chaos and Time-Series Analysis”, 2003
    parameters: 600,
    record: (steps, seed) => lorenz63({ steps, seed, dt: 0.05, substeps: 10 }),
  },
  {
    name: 'rossler',
    label: 'Rössler',
    width: 3,
    dt: 0.3,
    exponent: 0.0714, // the same
    parameters: 600,
    record: (steps, seed) => rossler({ steps, seed, dt: 0.3, substeps: 20 }),
  },
  {
    name: 'lorenz-96',
    label: `Lorenz-96 of ${LORENZ_96} variables`,
    width: LORENZ_96,
    dt: 0.05,
    exponent: 1.157, // by Benettin’s method from these equations, 2·10⁵ time units
    parameters: 1500,
    record: (steps, seed) => lorenz96({ size: LORENZ_96, steps, seed, dt: 0.05, forcing: [[0, 8]] }),
  },
];

const TRAIN = 4;
const TRAIN_STEPS = 1000;

/** Trajectories for training, one for validation, and a long one to compare with, z-scored by the first. */
export function dataOf({ record }: System, testSteps: number): NextState {
  const learned = Array.from({ length: TRAIN + 1 }, (_, i) => record(TRAIN_STEPS, i + 1));
  return nextState([...learned, record(testSteps + 1, 99)], { train: TRAIN, validation: 1 });
}
