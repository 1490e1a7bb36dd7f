/** The contenders, and the streams for their training and test. */

import { drivenMasses } from '../../../src/data/driven-masses.ts';
import { Random } from '../../../src/data/random.ts';
import type { LayerDescription } from '../../../src/network/spec.ts';
import type { Sequence } from '../../../src/train/sequence.ts';

/** Who competes. */
export const cells: readonly {
  readonly name: string;
  readonly layer: Omit<LayerDescription, 'units'>;
  readonly liquid: boolean;
}[] = [
  { name: 'LTC', layer: { cell: 'ltc', integrator: 'semi-implicit', unfolds: 3 }, liquid: true },
  { name: 'CfC', layer: { cell: 'cfc-slim' }, liquid: true },
  { name: 'GRU', layer: { cell: 'gru' }, liquid: false },
  { name: 'LSTM', layer: { cell: 'lstm' }, liquid: false },
];

/** Of the metric for a perturbation of a strength. */
export const keyOf = (key: Perturbation, strength: number): string => `${key} ${strength}`;

export const STEPS = 200;
/** The sample from which the stiffness changes. */
const SHIFT_AT = 100;
/** First steps without a score, because the state has to settle. */
export const SCORED_FROM = 20;
/** Noise on every position sensor, in training and test. Without it there would be nothing to filter. */
const NOISE = 0.05;

/** Ways to make a stream worse than the training data, each from nothing to a lot. */
export const perturbations = [
  { key: 'noise', label: 'noise of the sensors', unit: 'deviation', strengths: [0, 0.1, 0.2, 0.4] },
  { key: 'dropout', label: 'readings that are lost, and held', unit: 'share', strengths: [0, 0.1, 0.3, 0.5] },
  {
    key: 'irregular',
    label: 'irregular intervals',
    unit: 'coefficient of variation',
    strengths: [0, 0.25, 0.5, 1],
  },
  { key: 'shift', label: 'stiffness after a shift', unit: 'factor', strengths: [1, 1.5, 2, 3] },
] as const;
export type Perturbation = (typeof perturbations)[number]['key'];

export interface Conditions {
  readonly noise?: number;
  readonly dropout?: number;
  readonly irregular?: number;
  readonly shift?: number;
}

/** x₁, x₂ and the force as sensors have them; with `interval` also the time since the last reading, as a channel. */
export const inputsOf = (interval: boolean): number => (interval ? 4 : 3);

/** A stream under conditions: noisy, lost and irregular readings in, positions and velocities out. */
export function stream(seed: number, conditions: Conditions, interval: boolean): Sequence {
  const { noise = 0, dropout = 0, irregular = 0, shift = 1 } = conditions;
  const { values, dt } = drivenMasses({
    steps: STEPS,
    irregular,
    seed,
    ...(shift !== 1 && { shift: { at: SHIFT_AT, factor: shift } }),
  });
  const random = new Random(seed + 500_000);
  const width = inputsOf(interval);
  const inputs = new Float64Array(STEPS * width);
  const targets = new Float64Array(STEPS * 4);
  const last = [0, 0, 0];
  for (let t = 0; t < STEPS; t++) {
    const [x1, x2, u, v1, v2] = values.subarray(5 * t, 5 * t + 5);
    [x1, x2, u].forEach((value, i) => {
      const reading = i < 2 ? value + Math.hypot(NOISE, noise) * random.normal() : value;
      if (random.next() >= dropout) last[i] = reading;
    });
    inputs.set(interval ? [...last, (dt as Float64Array)[t]] : last, t * width);
    targets.set([x1, x2, v1, v2], 4 * t);
  }
  return { length: STEPS, inputs, targets, dt, scoredFrom: shift === 1 ? SCORED_FROM : SHIFT_AT };
}

const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
const TRAIN = range(1, 16);
const VALIDATION = range(101, 4);
const TEST = range(201, 8);

/** Training streams: clean, or as many, each worse in its own way. */
export function learned(perturbed: boolean): { train: Sequence[]; validation: Sequence[] } {
  const mixed = (seed: number): Conditions => {
    if (!perturbed) return {};
    const random = new Random(seed + 900_000);
    return {
      noise: 0.3 * random.next(),
      dropout: 0.4 * random.next(),
      irregular: 0.05 + 0.7 * random.next(),
    };
  };
  const of = (seeds: readonly number[]): Sequence[] =>
    seeds.map((seed) => stream(seed, mixed(seed), perturbed));
  return { train: of(TRAIN), validation: of(VALIDATION) };
}

/** Test streams under one perturbation. */
export const tested = (key: Perturbation, strength: number, interval: boolean): Sequence[] =>
  TEST.map((seed) => stream(seed, { [key]: strength }, interval));
