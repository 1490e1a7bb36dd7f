/** Measures besides errors: predictions, and time constants at jumps. */
import type { Chart } from '../../../src/charts/chart.ts';
import { byElement, outputsOf, probeAlong } from '../../../src/measure/predictor.ts';
import type { Findings, Trained } from '../../claim.ts';
import { LSTM, LTC } from './contenders.ts';
import type { Series } from './series.ts';
import { tauAtJumps, untrainedAtJumps, withInterval } from './tau.ts';

export function findings(trained: Trained, jumps: Series, first: Series): Findings {
  const ofLtc = trained.of('jumps', LTC.name);
  const learned = ofLtc.contender.seeds.map((_, seed) =>
    tauAtJumps(trained.predictor('jumps', LTC.name, seed), jumps.test),
  );
  const before = untrainedAtJumps(ofLtc, jumps.test);
  const rows = [
    { name: 'trained: mean over units', values: learned.map(({ mean }) => mean) },
    { name: 'trained: the best unit', values: learned.map(({ best }) => best) },
    { name: 'before training: mean over units', values: before.map(({ mean }) => mean) },
    { name: 'before training: the best unit', values: before.map(({ best }) => best) },
    { name: 'trained, steps shuffled: mean over units', values: learned.map(({ shuffled }) => shuffled) },
  ].map(({ name, values }) => ({ name, ...withInterval(values) }));
  const [mean, , untrainedMean] = rows;
  return {
    tables: [
      {
        title: 'Do time constants shorten at jumps?',
        note: 'Correlation of 1/τ_sys with |Δx| over the test points of the series with jumps; 1 if τ is short where the input jumps. Medians over seeds',
        columns: ['', 'correlation', '95 % interval'],
        rows: rows.map(({ name, median, interval: [low, high] }) => [
          name,
          Number(median.toPrecision(3)),
          `${low.toPrecision(2)} … ${high.toPrecision(2)}`,
        ]),
      },
    ],
    charts: [predictions(trained, first), ...tauCharts(trained, jumps)],
    numbers: {
      correlation: mean.median,
      correlationLow: mean.interval[0],
      correlationHigh: mean.interval[1],
      correlationUntrained: untrainedMean.median,
    },
  };
}

function predictions(trained: Trained, { test }: Series): Chart {
  const from = test.scoredFrom ?? 0;
  return {
    kind: 'lines',
    title: 'Prediction against truth',
    note: 'One point ahead on the test points, first seed, in WASM f32: the two networks are hard to tell apart.',
    x: {
      label: 'point',
      unit: '',
      values: Array.from({ length: test.length - from }, (_, i) => from + 1 + i),
    },
    y: { label: 'value', unit: '' },
    series: [
      { name: 'truth', values: Array.from(test.targets.subarray(from)) },
      ...[LTC.name, LSTM.name].map((name) => ({
        name,
        values: Array.from(outputsOf(trained.predictor('sines', name), test).subarray(from)),
      })),
    ],
  };
}

function tauCharts(trained: Trained, { test }: Series): Chart[] {
  const from = test.scoredFrom ?? 0;
  const tau = probeAlong(trained.predictor('jumps', LTC.name), 'tau', test).slice(from);
  const x = { label: 'point', unit: '', values: tau.map((_, i) => from + i) };
  return [
    {
      kind: 'lines',
      title: 'The series with jumps, and the mean time constant along it',
      note: 'If τ_sys dropped at jumps, the second curve would fall where the first one leaps.',
      x,
      y: { label: 'value', unit: '' },
      series: [
        { name: 'input', values: Array.from(test.inputs.subarray(from)) },
        { name: 'mean τ_sys', values: tau.map((row) => row.reduce((a, b) => a + b) / row.length) },
      ],
    },
    {
      kind: 'heat',
      title: 'τ_sys of each unit along the series with jumps',
      note: 'τ_sys = τ/(1 + τ f) follows the level of input and state, between τ/(1 + τ) and τ.',
      x,
      y: { label: 'unit', unit: '' },
      rows: byElement(tau),
      colour: { label: 'τ_sys', unit: 'samples' },
    },
  ];
}
