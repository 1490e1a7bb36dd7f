/** What there is to learn: data from `src/data`, what is read and predicted, and settings that learn it in some seconds. */

import type { MissingPolicy } from '../../../src/check/missing.ts';
import { dampedOscillator } from '../../../src/data/damped-oscillator.ts';
import { lorenz96 } from '../../../src/data/lorenz96.ts';
import { Random } from '../../../src/data/random.ts';
import { type Dataset, intervals } from '../../../src/data/sequence.ts';
import { sines } from '../../../src/data/sines.ts';
import type { Metadata } from '../../../src/runtime/index.ts';
import type { TrainOptions } from '../../../src/train/trainer.ts';
import greenhouse from '../../greenhouse.csv';
import type { OwnData } from './own-data.ts';

/** A step of a stream's sequences at which something happens. */
export interface Mark {
  readonly step: number;
  readonly label: string;
  /** Of which sequence; of all without one. */
  readonly sequence?: number;
}

/** The settings that a page's form has; of `TrainOptions` those that are plain data. */
export interface Settings {
  readonly cell: string;
  readonly units: number;
  readonly integrator: string;
  readonly unfolds: number;
  readonly epochs: number;
  readonly rate: number;
  readonly seed: number;
}

export type Windows = Required<Pick<TrainOptions, 'window' | 'stride' | 'batch' | 'warmup'>>;

export interface TaskSource {
  readonly name: string;
  /** A sentence on what is read and what is predicted. */
  readonly about: string;
  readonly data: () => Dataset;
  /** Predicted channels; none: the next sample of every channel. */
  readonly targets: readonly string[];
  /** The channels that are read; by default all, or all others. */
  readonly inputs?: readonly string[];
  /** What stands in for readings that are missing; by default they are refused. */
  readonly policy?: MissingPolicy;
  /** The next sample is predicted, not the present one from the other channels. */
  readonly ahead: boolean;
  readonly settings: Settings;
  readonly windows: Windows;
  readonly marks?: readonly Mark[];
  /** What a blob says of its data, besides names and times. */
  readonly metadata?: Metadata;
}

const LORENZ = { size: 16, steps: 900, shifts: [300, 600] } as const;

/** The log that comes with the page: a time and numbers, complete and in order, so that no reader has to be loaded for it. */
function shippedLog(): Dataset {
  const [[, ...channels], ...lines] = greenhouse
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const rows = lines.map((cells) => cells.map(Number));
  const recording = {
    name: 'greenhouse.csv',
    length: rows.length,
    channels: channels.length,
    values: Float64Array.from(rows.flatMap(([, ...sensors]) => sensors)),
    dt: intervals(rows.map(([time]) => time)),
  };
  return { channels, recordings: [recording] };
}

/** Recordings of x and v from random states, at irregular times, lightly to heavily damped. */
function oscillators(): Dataset {
  const random = new Random(7);
  const recordings = Array.from({ length: 20 }, (_, i) => {
    const phase = 2 * Math.PI * random.next();
    let time = 0;
    const times = Float64Array.from({ length: 160 }, () => (time += 0.05 + 0.2 * random.next()));
    return dampedOscillator({
      zeta: [0.05, 0.1, 0.2, 0.3][i % 4],
      start: [Math.cos(phase), Math.sin(phase)],
      times,
    });
  });
  return { channels: ['position', 'velocity'], recordings };
}

function regimes(): Dataset {
  const { size, steps, shifts } = LORENZ;
  const forcing = [
    [0, 8],
    [shifts[0], 12],
    [shifts[1], 8],
  ] as const;
  const recordings = Array.from({ length: 6 }, (_, i) =>
    lorenz96({ size, steps, forcing, seed: 100 + i, spinUp: 200 }),
  );
  return { channels: Array.from({ length: size }, (_, i) => `x${i}`), recordings };
}

const usual: Settings = {
  cell: 'ltc',
  units: 8,
  integrator: 'semi-implicit',
  unfolds: 6,
  epochs: 60,
  rate: 0.02,
  seed: 1,
};

/** In the order of the page. The first is what it opens with. */
export const tasks = {
  greenhouse: {
    name: 'Greenhouse temperature',
    about:
      'The temperature now, from the weather outside, the sun, the heater and the vent. A simulated logger, about every 5 minutes.',
    data: shippedLog,
    targets: ['temp'],
    ahead: false,
    settings: { ...usual, epochs: 150 },
    windows: { window: 96, stride: 8, batch: 16, warmup: 0 },
  },
  sines: {
    name: 'Noisy sines',
    about:
      'The next point of two sines with noise of 0.05, which nobody can predict: an MSE of 0.0025 is the floor.',
    data: () => ({ channels: ['y'], recordings: [sines({ length: 1500, seed: 1 })] }),
    targets: [],
    ahead: true,
    settings: { ...usual, epochs: 400 },
    windows: { window: 40, stride: 20, batch: 8, warmup: 10 },
  },
  oscillator: {
    name: 'Damped oscillator',
    about: 'The velocity now, from positions read at irregular times. The damping differs from run to run.',
    data: oscillators,
    targets: ['velocity'],
    ahead: false,
    settings: { ...usual, units: 16, epochs: 300 },
    windows: { window: 80, stride: 40, batch: 8, warmup: 2 },
  },
  lorenz96: {
    name: 'Lorenz-96 regime shift',
    about: `The next state of ${LORENZ.size} chaotic variables. The forcing changes from 8 to 12 and back.`,
    data: regimes,
    targets: [],
    ahead: true,
    settings: { ...usual, cell: 'hlln-wide', units: 32, epochs: 100 },
    windows: { window: 25, stride: 25, batch: 4, warmup: 3 },
    marks: [
      { step: LORENZ.shifts[0], label: 'forcing 12' },
      { step: LORENZ.shifts[1], label: 'forcing 8' },
    ],
  },
} satisfies Record<string, TaskSource>;

export type TaskName = keyof typeof tasks;

/** A task of the list, or files that somebody opened. */
export type TaskRequest =
  | { readonly kind: 'listed'; readonly task: TaskName }
  | { readonly kind: 'own'; readonly data: OwnData };

/** What data of one's own are learned with. */
export const own = {
  settings: usual,
  windows: { window: 64, stride: 32, batch: 8, warmup: 0 },
} satisfies Partial<TaskSource>;
