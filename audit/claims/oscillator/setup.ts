import {
  dampedOscillator,
  dampingRatios,
  dampingSwitches,
  evenOddSplit,
  switchedOscillator,
} from '../../../src/data/damped-oscillator.ts';
import type { Recording } from '../../../src/data/sequence.ts';
import type { Contender } from '../../../src/jobs/contender.ts';
import type { Job } from '../../../src/jobs/job.ts';
import type { Sequence } from '../../../src/train/sequence.ts';
import { closedLoop, type Evaluation, twoPass } from '../../oscillator.ts';

export const ZETAS = dampingRatios;
export const SWITCHES = dampingSwitches;

/** The post's three cells, and a GRU with as many parameters as its LTC. */
export const cells = [
  {
    name: 'LTC',
    layer: { cell: 'ltc-tau', options: { freeTau: true }, units: 8, integrator: 'rk4', unfolds: 1 },
    probes: ['tau'],
  },
  { name: 'CTRNN', layer: { cell: 'ctrnn', units: 8, integrator: 'rk4', unfolds: 1 }, probes: undefined },
  { name: 'neural ODE', layer: { cell: 'node', units: 8, integrator: 'rk4', unfolds: 1 }, probes: undefined },
  { name: 'GRU', layer: { cell: 'gru', units: 6 }, probes: undefined },
] as const;

/** The evaluations without own inputs: the post's and a true loop. */
export const LOOPS: readonly { readonly name: string; readonly evaluation: Evaluation }[] = [
  { name: 'two-pass', evaluation: twoPass },
  { name: 'closed loop', evaluation: closedLoop },
];

/** A test trajectory of 100 samples. */
export interface Truth {
  readonly values: Float64Array;
  readonly dt: Float64Array;
  /** First sample after the switch; the number of samples where there is none. */
  readonly switchedAt: number;
}

function truthOf({ values, dt }: Recording): Truth {
  const intervals = dt as Float64Array;
  let time = intervals[0] / 2; // odd samples: the first is half an interval after 0
  let switchedAt = intervals.length;
  for (let k = 1; k < intervals.length; k++) {
    time += intervals[k];
    if (time > 10 && switchedAt === intervals.length) switchedAt = k;
  }
  return { values, dt: intervals, switchedAt };
}

export const testOf = (zeta: number): Truth => truthOf(evenOddSplit(dampedOscillator({ zeta })).test);
export const switchedTest = ([before, after]: readonly [number, number]): Truth =>
  truthOf(evenOddSplit(switchedOscillator(before, after)).test);

/** When the samples of a trajectory were taken. */
export function timesOf({ dt }: Truth): number[] {
  let time = dt[0] / 2;
  return Array.from(dt, (d, k) => (time += k === 0 ? 0 : d));
}

/** The 99 intervals between 100 samples: the input of an interval is the sample at its end. */
const sequenceOf = ({ values, dt }: Recording): Sequence => ({
  length: values.length / 2 - 1,
  inputs: values.slice(2),
  targets: values.slice(2),
  dt: (dt as Float64Array).slice(1),
});

/** A contender trained on one damping ratio as the source trains, perhaps with a regulariser. */
export function contenderOf(
  { name, layer, probes }: (typeof cells)[number],
  zeta: number,
  seeds: readonly number[],
  regularised: { readonly name: string; readonly regularisers: Job['options']['regularisers'] } | null = null,
): Contender {
  const { train, test } = evenOddSplit(dampedOscillator({ zeta }));
  const model: Contender['model'] = { inputs: 2, outputs: 2, layers: [layer], readout: 'none' };
  return {
    name: regularised?.name ?? name,
    model,
    probes,
    seeds,
    job: {
      model,
      train: [sequenceOf(train)],
      validation: [sequenceOf(test)],
      options: {
        rate: 1e-3,
        schedule: 'constant',
        epochs: 300,
        window: 99,
        batch: 1,
        ...(regularised && { regularisers: regularised.regularisers }),
      },
    },
  };
}

export const panelOf = (zeta: number): string => `zeta-${zeta}`;
export const mdlPanelOf = (zeta: number): string => `mdl-${zeta}`;
