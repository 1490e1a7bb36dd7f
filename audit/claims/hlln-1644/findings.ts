import type { Chart } from '../../../src/charts/chart.ts';
import { median } from '../../../src/data/index.ts';
import { errorByLead } from '../../../src/measure/closed-loop.ts';
import { cumulativeShares, participationRatio, principalVariances } from '../../../src/measure/geometry.ts';
import { along, outputsOf, type TrivialPredictor } from '../../../src/measure/predictor.ts';
import { spread } from '../../../src/measure/statistics.ts';
import type { Sequence } from '../../../src/train/sequence.ts';
import type { Findings, Trained } from '../../claim.ts';
import type { Table } from '../../result.ts';
import { DT, N, SHIFTS, TURNS } from './data.ts';

export const PANEL = 'lorenz-96';

/** How many directions the models' states use along a trajectory, beside those of the data. */
export function geometryFindings(
  trained: Trained,
  names: readonly string[],
  trajectory: Sequence,
): Required<Pick<Findings, 'tables' | 'charts'>> {
  const { inputs, length } = trajectory;
  const data = Array.from({ length }, (_, t) => inputs.subarray(t * N, (t + 1) * N));
  const all = [
    { name: 'the data', variances: [principalVariances(data)] },
    ...names.map((name) => {
      const { runs } = trained.of(PANEL, name);
      const predictors = runs.map((_, seed) => trained.predictor(PANEL, name, seed));
      const states = predictors.map((one) => along(one, trajectory, () => one.state()));
      return { name, variances: states.map(principalVariances) };
    }),
  ];
  const rows = all.map(({ name, variances }) => {
    const [share, ratio] = [
      spread(variances.map((v) => cumulativeShares(v)[2])),
      spread(variances.map(participationRatio)),
    ];
    const range = ({ interval }: typeof share, digits: number, factor = 1) =>
      `[${interval.map((x) => (factor * x).toFixed(digits)).join(', ')}]`;
    return [
      name,
      variances[0].length,
      Number((100 * share.median).toFixed(1)),
      range(share, 1, 100),
      Number(ratio.median.toFixed(2)),
      range(ratio, 2),
    ];
  });
  const table: Table = {
    title: 'How many directions the states use',
    note:
      'Along one unseen trajectory, states after each step. The share of their variance in three principal components says what a picture ' +
      'of these can show; the participation ratio (Σλ)²/Σλ² is the number of directions that share it. Medians over seeds.',
    columns: ['', 'states', '% in 3 components', '95 % interval', 'participation ratio', '95 % interval'],
    rows,
  };
  const components = Array.from({ length: N }, (_, k) => k + 1);
  const chart: Chart = {
    kind: 'lines',
    title: 'Variance of the states by principal components',
    note: 'First seed. A model whose states lay near a surface in three dimensions would be near 100 % at 3.',
    x: { label: 'components', unit: '', values: components },
    y: { label: 'variance', unit: '%' },
    series: all.map(({ name, variances: [first] }) => {
      const shares = cumulativeShares(first);
      return { name, values: components.map((k) => (k <= shares.length ? 100 * shares[k - 1] : null)) };
    }),
    marks: [{ at: 3, label: '3 components' }],
  };
  return { tables: [table], charts: [chart] };
}

/** The error of each step of a closed loop: models as medians over seeds, and trivial predictors. */
export function loopChart(
  trained: Trained,
  names: readonly string[],
  trivial: readonly TrivialPredictor[],
  test: readonly Sequence[],
): Chart {
  const models = names.map((name) => {
    const bySeed = trained
      .of(PANEL, name)
      .runs.map((_, seed) => errorByLead(trained.predictor(PANEL, name, seed), test, TURNS));
    return { name, values: Array.from(bySeed[0], (_, lead) => median(bySeed.map((leads) => leads[lead]))) };
  });
  return {
    kind: 'lines',
    title: 'Error in a closed loop',
    note: `After ${TURNS.forced} steps with the true input each model reads its own output: mean squared error by step, medians over seeds. The variance of the data is 1: above it a guess of zero is better.`,
    x: {
      label: 'time since the last true input',
      unit: '',
      values: Array.from({ length: TURNS.free }, (_, i) => (i + 1) * DT),
    },
    y: { label: 'mean squared error', unit: '' },
    series: [
      ...models,
      ...trivial.map(({ name, predictor }) => ({ name, values: [...errorByLead(predictor, test, TURNS)] })),
    ].map(({ name, values }) => ({ name, values: values.map((v) => (Number.isFinite(v) ? v : null)) })),
  };
}

/** The first variable at the first shift: data and predictions. */
export function shiftChart(trained: Trained, names: readonly string[], trajectory: Sequence): Chart {
  const steps = Array.from({ length: 120 }, (_, i) => SHIFTS[0] - 60 + i);
  const channel = (values: Float64Array): number[] => steps.map((t) => values[t * N]);
  return {
    kind: 'lines',
    title: 'Prediction against truth at the first regime shift',
    note: 'The first of 40 variables, one step ahead, first seed, in WASM f32.',
    x: { label: 'time', unit: '', values: steps.map((t) => t * DT) },
    y: { label: 'x₀', unit: 'standard deviations' },
    series: [
      { name: 'truth', values: channel(trajectory.targets) },
      ...names.map((name) => ({
        name,
        values: channel(outputsOf(trained.predictor(PANEL, name), trajectory)),
      })),
    ],
    marks: [{ at: SHIFTS[0] * DT, label: 'forcing 12' }],
  };
}
