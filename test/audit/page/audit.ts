/** A made-up audit with what is hard to show: extreme and missing numbers, and names that are code. */

import type { Audit, ClaimResult, Comparison, ContenderResult, PanelResult } from '../../../audit/result.ts';
import type { Chart } from '../../../src/charts/chart.ts';
import type { Errors, Metric } from '../../../src/measure/baselines.ts';
import { spread } from '../../../src/measure/statistics.ts';

/** Not random, but looks it. */
const noise = (i: number): number => {
  const x = 43758.5453 * Math.sin(12.9898 * (i + 1));
  return x - Math.floor(x);
};

export const metrics: readonly Metric[] = [
  { key: 'mse', label: 'test MSE', unit: '°C²' },
  { key: 'recovery', label: 'recovery after a shift', unit: 'steps' },
];

const errorsOf = (mse: number, recovery: number): Errors => ({ mse, recovery });

function histogram(p50: number): ContenderResult['latency']['histogram'] {
  const edges = Array.from({ length: 61 }, (_, i) => Math.round(0.6 * p50 * Math.exp(0.06 * i)));
  const counts = Array.from({ length: 60 }, (_, i) =>
    Math.round(4000 * Math.exp(-((i - 9) ** 2) / 8) + 40 * noise(i)),
  );
  return { edges, counts };
}

export function contender(
  name: string,
  parameters: number,
  mse: readonly number[],
  p50: number,
): ContenderResult {
  const runs = mse.map((error, i) => ({
    seed: i + 1,
    seconds: 12.34 + i,
    epochs: 400 - 10 * i,
    errors: {
      float64: errorsOf(error, 7 + i),
      wasmF32: errorsOf(error * 1.0001, 7 + i),
      wasmQ8: errorsOf(error * 1.07, 9 + i),
    },
  }));
  const over = (arithmetic: 'float64' | 'wasmF32' | 'wasmQ8') => ({
    mse: spread(runs.map(({ errors }) => errors[arithmetic].mse)),
    recovery: spread(runs.map(({ errors }) => errors[arithmetic].recovery)),
  });
  return {
    name,
    parameters,
    blobBytes: { f32: 4 * parameters + 640, q8: parameters + 712 },
    residentBytes: { f32: 4 * parameters + 1024, q8: 2 * parameters + 1024 },
    arenaBytes: 16 * Math.round(parameters / 13),
    errors: { float64: over('float64'), wasmF32: over('wasmF32'), wasmQ8: over('wasmQ8') },
    runs,
    latency: {
      burst: 0.96 * p50,
      p50,
      p99: 1.9 * p50,
      p999: 7.3 * p50,
      stepsPerSecond: 1e9 / (0.96 * p50),
      histogram: histogram(p50),
    },
  };
}

const steps = 600;
const times = Array.from({ length: steps }, (_, i) => i / 10);
const truth = times.map((t) => Math.sin(t < 20 ? t : 1.7 * t) + 0.3 * Math.sin(3.1 * t));
const marks = [
  { at: 20, label: 'frequency × 1.7' },
  { at: 22, label: 'sensor fails' },
  { at: 40, label: 'amplitude halves' },
  { at: 41, label: 'noise doubles' },
];

export const charts: readonly Chart[] = [
  {
    kind: 'lines',
    title: 'Prediction against truth',
    note: 'The liquid network follows the new frequency after a few steps; the others lag.',
    x: { label: 'time', unit: 's', values: times },
    y: { label: 'displacement', unit: 'mm' },
    marks,
    series: [
      { name: 'truth', values: truth },
      { name: 'LTC', values: truth.map((y, i) => y + 0.12 * Math.sin(i / 9)) },
      { name: 'LSTM', values: truth.map((y, i) => 0.9 * y + 0.2 * noise(i) - 0.1) },
      {
        name: 'with gaps',
        values: truth.map((y, i) => (i % 120 < 30 ? null : i % 120 === 75 ? Number.NaN : y - 0.4)),
      },
    ],
  },
  {
    kind: 'heat',
    title: 'Time constants of the units',
    note: 'They shorten where the input changes fast.',
    x: { label: 'time', unit: 's', values: times },
    y: { label: 'unit', unit: '' },
    marks: marks.slice(0, 1),
    colour: { label: 'time constant', unit: 's' },
    rows: Array.from({ length: 19 }, (_, r) =>
      times.map((t, i) =>
        r === 3 && i < 60 ? Number.NaN : 0.05 * (r + 1) * (1.2 + Math.sin(t / (1 + r / 4))) ** 3,
      ),
    ),
  },
  {
    kind: 'points',
    title: 'Error against time of a step',
    note: 'To the lower left is better.',
    x: { label: 'time of a step', unit: 'ns', scale: 'log' },
    y: { label: 'error', unit: '', scale: 'log' },
    series: ['euler', 'semi-implicit'].map((name, s) => ({
      name,
      line: true,
      points: [1, 2, 3, 6, 12].map((n) => ({
        x: 80 + 40 * n,
        y: 10 ** -n / (s + 1),
        interval: [(0.8 * 10 ** -n) / (s + 1), (1.3 * 10 ** -n) / (s + 1)] as const,
        ...(n === 6 && { label: '6 unfolds' }),
      })),
    })),
    references: [{ name: 'float32', y: 1e-7 }],
  },
  {
    kind: 'lines',
    title: 'Extremes on one axis',
    note: 'From 1e-12 to 1e6 over a few points.',
    x: { label: 'hidden units', unit: '', values: [1, 2, 4, 8, 16, 32] },
    y: { label: 'error', unit: '' },
    series: [
      { name: 'GRU', values: [1e6, 1e3, 1, 1e-3, 1e-12, 0] },
      { name: 'LTC', values: [null, 5e5, null, 2e5, 1e5, Number.NaN] },
    ],
  },
];

const baselines = [
  { name: 'zero', parameters: 0, errors: errorsOf(0.83, 40) },
  { name: 'persistence', parameters: 0, errors: errorsOf(0.213, 2) },
  { name: 'linear, 1 lag', parameters: 2, errors: errorsOf(0.141, 3) },
  { name: 'linear, 2 lags', parameters: 3, errors: errorsOf(0.139, 3) },
  { name: 'linear, 5 lags', parameters: 6, errors: errorsOf(0.0871, 5) },
  { name: 'seasonal mean of the day before', parameters: 24, errors: errorsOf(0.134, 11) },
];

const ordinary: PanelResult = {
  name: 'regime-shift',
  label: 'A shift of the regime in the middle',
  metrics,
  contenders: [
    contender('LTC', 105, [0.0981, 0.1043, 0.1122], 412),
    contender('CfC', 352, [0.0913, 0.095, 0.1401], 655),
    contender('LSTM', 1233, [0.0899, 0.101, 0.0957], 1830),
    contender('GRU', 1044, [0.0931, 0.0921, 0.0957], 1510),
  ],
  baselines,
  comparisons: metrics.flatMap(({ key }) =>
    (
      [
        ['CfC', 0.003, [-0.004, 0.02], 'not told apart'],
        ['LSTM', 0.006, [0.002, 0.008], 'worse'],
        ['zero', -0.73, [-0.74, -0.72], 'better'],
      ] as const
    ).map(
      ([other, median, interval, called]): Comparison => ({
        subject: 'LTC',
        other,
        metric: key,
        difference: { median, interval, called: 0 },
        called,
      }),
    ),
  ),
};

const extreme: PanelResult = {
  name: 'extremes',
  label: 'Extremes',
  metrics: metrics.slice(0, 1),
  contenders: [
    contender('perfect', 12, [0, 0, 1e-12], 38),
    contender('tiny', 5000, [1e-12, 3e-12, 5e-12], 9100),
    contender('huge', 1_250_000, [1e6, 2e6, 3e6], 4_200_000),
    contender('diverged', 77, [Number.NaN, Number.NaN, Number.NaN], 77),
  ],
  baselines: [{ name: 'zero', parameters: 0, errors: errorsOf(1, 1) }],
  comparisons: [],
};

/** Families at several sizes, with a higher-is-better headline. */
const sizes: PanelResult = {
  name: 'sizes',
  label: 'Error against parameters',
  metrics: [{ key: 'mse', label: 'valid prediction time', unit: 'Lyapunov times', better: 'higher' }],
  contenders: ['GRU', 'LTC', 'a family with a long name'].flatMap((family, f) =>
    [100, 300, 1000, 3000].map((parameters, i) => ({
      ...contender(`${family}, ${parameters}`, parameters, [0.1 + f / 8, 0.3 + i / 9, 0.2 + i / 3], 400),
      family,
    })),
  ),
  baselines: baselines.slice(0, 3),
  comparisons: [],
};

export const hostile = `<script>alert("it's")</script> & Söhne`;

const ours: ClaimResult = {
  date: '2026-01-31T09:30:00.000Z',
  effort: 'full',
  machine: { cpu: 'Imaginary <9000> at 3.2 GHz', cores: 8, node: 'v22.1.0' },
  commit: '0123456789',
  tables: [
    {
      title: 'What the post says',
      note: 'Each statement with what was found',
      columns: ['Statement', 'published', 'measured', 'outcome'],
      rows: [
        ['two-pass MSE at ζ 0.1', 0.197, 0.304, 'worse'],
        ['recovers after the switch', 'within 10 steps', null, 'never'],
      ],
    },
  ],
  name: 'oscillator',
  title: 'A liquid network tracks an oscillator through a change of regime',
  source: 'a letter of 2021 on liquid time constants, section 4',
  headline: '10 steps against 50',
  claimed:
    'after the frequency changes an LTC recovers within 10 steps, an LSTM of ten times its size within 50',
  protocol: [
    '600 points of a damped oscillator, 400 to train, 200 to test',
    'Adam, truncated BPTT over 40 steps, 400 epochs, three seeds',
    'one step ahead, from the state that the training data leave',
  ],
  departures: ['the noise is ours: the source does not give it'],
  rule: 'holds if the median error of the LTC is at most 1.05 times that of the LSTM and below every baseline',
  command: 'npm run -s audit -- --claim oscillator --seeds 3 --report report --cache .cache/trainings',
  verdict: {
    verdict: 'holds only if …',
    condition: 'if the noise is known',
    headline: '1.09 times',
    because: 'LTC / LSTM 1.09; the best baseline is at 0.0871',
  },
  panels: [ordinary, sizes, { ...ordinary, name: 'irregular', label: 'Irregular steps', baselines: [] }],
  charts,
};

export const audit: Audit = {
  claims: [
    ours,
    {
      ...ours,
      name: 'hostile',
      title: hostile,
      source: `"quoted" & 'single'`,
      claimed: '1 < 2 & 3 > 2',
      protocol: [],
      departures: [],
      command: 'npm run audit -- --claim "<hostile>"',
      verdict: { verdict: 'cannot be decided', headline: 'one seed', because: 'one seed in quick mode' },
      panels: [extreme],
      charts: [
        {
          ...charts[0],
          title: hostile,
          marks: Array.from({ length: 9 }, (_, i) => ({ at: 20 + 2 * i, label: `a long label ${i}` })),
          series: [{ name: hostile, values: truth }],
        } as Chart,
      ],
    },
  ],
};

/** Verdicts that the claims above do not have. */
export const otherVerdicts: Audit = {
  ...audit,
  claims: (['holds', 'does not hold'] as const).map((verdict, i) => ({
    ...ours,
    name: `other-${i}`,
    verdict: { verdict, headline: 'as said', because: 'as said' },
    panels: [],
    charts: [],
  })),
};
