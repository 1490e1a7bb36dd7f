import { lorenz96 } from '../../data/lorenz96.ts';
import { statistics } from '../../data/split.ts';
import type { Sequence } from '../../train/sequence.ts';
import { linear, meanSquaredError, persistence, type Trivial, zero } from '../baselines.ts';
import type { Claim, ClaimFile, Contender, Errors } from '../claim.ts';
import { type Setting, seedsOf } from '../effort.ts';
import { byElement, outputsOf } from '../predictor.ts';
import type { Chart, LineChart } from '../result.ts';

const N = 40;
const STEPS = 1500;
/** Steps at which the forcing changes: 8 → 12 → 8. */
const SHIFTS = [500, 1000] as const;
const TRAIN = 6;
const VALIDATION = 1;
const TEST = 4;
const DT = 0.05;
/** Steps that are not scored, so that every baseline has its lags. */
const LAGS = 2;

const regimes = [
  { key: 'all', label: 'test MSE', from: LAGS, to: STEPS },
  { key: 'before', label: 'forcing 8', from: LAGS, to: SHIFTS[0] },
  { key: 'during', label: 'forcing 12', from: SHIFTS[0], to: SHIFTS[1] },
  { key: 'after', label: 'forcing 8 again', from: SHIFTS[1], to: STEPS },
] as const;

/** Trajectories one after the other by seed, z-scored by the training ones, each step's target the next state. */
function trajectories(): { train: Sequence[]; validation: Sequence[]; test: Sequence[] } {
  const recordings = Array.from({ length: TRAIN + VALIDATION + TEST }, (_, i) =>
    lorenz96({
      size: N,
      steps: STEPS,
      dt: DT,
      seed: 100 + i,
      forcing: [
        [0, 8],
        [SHIFTS[0], 12],
        [SHIFTS[1], 8],
      ],
    }),
  );
  const channels = Array.from({ length: N }, (_, i) => `x${i}`);
  const { mean, std } = statistics({ channels, recordings: recordings.slice(0, TRAIN) });
  const sequences = recordings.map(({ values }): Sequence => {
    const z = values.map((x, i) => (x - mean[i % N]) / std[i % N]);
    return { length: STEPS - 1, inputs: z.slice(0, -N), targets: z.slice(N), dt: null };
  });
  return {
    train: sequences.slice(0, TRAIN),
    validation: sequences.slice(TRAIN, TRAIN + VALIDATION),
    test: sequences.slice(TRAIN + VALIDATION),
  };
}

/** Steps `from … to` of a sequence, for scoring. */
const cut = <T extends ArrayLike<number>>(
  values: T & { subarray(a: number, b: number): T },
  from: number,
  to: number,
): T => values.subarray(from * N, to * N);

function make({ effort }: Setting): Claim {
  const { train, validation, test } = trajectories();
  const errorsOf = (predictions: readonly ArrayLike<number>[]): Errors =>
    Object.fromEntries(
      regimes.map(({ key, from, to }) => {
        const end = Math.min(to, STEPS - 1);
        const parts = test.map((s) => ({ ...s, length: end - from, targets: cut(s.targets, from, end) }));
        return [
          key,
          meanSquaredError(
            predictions.map((p) => cut(Float64Array.from(p), from, end)),
            parts,
          ),
        ];
      }),
    );
  const contender = (name: string, cell: string, readout: 'none' | 'dense', probes?: string[]): Contender => {
    const model: Contender['model'] = { inputs: N, outputs: N, layers: [{ cell, units: N }], readout };
    return {
      name,
      model,
      probes,
      seeds: seedsOf(effort),
      job: {
        model,
        train,
        validation,
        options: { rate: 0.02, epochs: 24, window: 25, stride: 25, batch: 4, warmup: 3 },
      },
    };
  };
  const errors = ({ name, parameters, predictions }: Trivial) => ({
    name,
    parameters,
    errors: errorsOf(predictions),
  });

  return {
    title: 'HLLN with 1,644 parameters against CfC with 9,720 on Lorenz-96 with regime shifts',
    source: 'the published prose of HLLN 2.1',
    claimed:
      'HLLN (1,644 parameters) predicts Lorenz-96 through regime shifts better than CfC (9,720): MSE 0.1207 against 0.1626',
    headline: '26 % lower',
    protocol: [
      `Lorenz-96, ${N} variables, dt ${DT}, forcing 8 → 12 → 8 at steps ${SHIFTS[0]} and ${SHIFTS[1]} of ${STEPS.toLocaleString('en')}, z-scored by the training trajectories`,
      `Trained to predict the next state on ${TRAIN} trajectories: windows of 25 steps, Adam, rate 0.02, 24 epochs, the same for all`,
      `Scored one step ahead from the third step on of ${TEST} unseen trajectories, from the zero state`,
    ],
    departures: [
      'the cell is a reconstruction from prose: the source’s formulas and code are not to be had, and verdicts are about the reconstruction',
      'initial states, number of trajectories, optimiser and epochs are ours: the source does not give them',
      'CfC is judged twice: with its state read as the prediction, as published, and with a dense read-out',
    ],
    rule:
      'compared are medians over seeds of the test MSE in WASM f32; holds if HLLN is below the CfC with a read-out, and ' +
      'persistence and the linear maps are not below HLLN; holds only if CfC’s state, which tanh confines to (−1, 1), is read as ' +
      'the prediction, if HLLN is below that CfC but not below the one with a read-out; does not hold if HLLN is below neither; ' +
      'cannot be decided where the seeds’ ranges of the deciding pair overlap',
    panels: [
      {
        name: 'lorenz-96',
        label: 'Lorenz-96, next state (z-scored)',
        metrics: regimes.map(({ key, label }) => ({ key, label, unit: '' })),
        contenders: [
          contender('HLLN (reconstruction)', 'hlln', 'none', ['omega', 'gamma']),
          contender('CfC, state read', 'cfc-slim', 'none'),
          contender('CfC, read-out', 'cfc-slim', 'dense'),
        ],
        baselines: () =>
          [zero(test), persistence(test), linear(train, test, 1), linear(train, test, 2)].map(errors),
        evaluate: (predictor) => errorsOf(test.map((s) => outputsOf(predictor, s))),
      },
    ],
    verdict([{ contenders, baselines }]) {
      const [hlln, state, readout] = contenders.map((c) => c.errors.wasmF32.all);
      const named = (name: string) => baselines.find((b) => b.name === name)?.errors.all as number;
      const because =
        `HLLN ${hlln.median.toPrecision(3)}; CfC ${state.median.toPrecision(3)} with its state read, ` +
        `${readout.median.toPrecision(3)} with a read-out; persistence ${named('persistence').toPrecision(3)}, ` +
        `linear ${named('linear, 1 lag').toPrecision(3)} and, of two lags, ${named('linear, 2 lags').toPrecision(3)}`;
      const rival = hlln.median < readout.median || hlln.median >= state.median ? readout : state;
      const headline = `${(100 * (1 - hlln.median / readout.median)).toFixed(0)} % lower`;
      if (hlln.low <= rival.high && rival.low <= hlln.high)
        return { verdict: 'cannot be decided', headline, because };
      if (hlln.median >= state.median) return { verdict: 'does not hold', headline, because };
      if (hlln.median >= readout.median)
        return {
          verdict: 'holds only if …',
          headline,
          because: `only if CfC’s state is read as the prediction: ${because}`,
        };
      const better = baselines.some((b) => b.errors.all <= hlln.median);
      return better
        ? { verdict: 'holds only if …', headline, because: `only if no linear map competes: ${because}` }
        : { verdict: 'holds', headline, because };
    },
    models: [
      { panel: 'lorenz-96', contender: 'HLLN (reconstruction)', file: 'hlln-lorenz96', weights: 'q8' },
      { panel: 'lorenz-96', contender: 'CfC, read-out', file: 'cfc-lorenz96', weights: 'q8' },
    ],
    findings(trained) {
      const [sequence] = test;
      const hlln = trained.predictor('lorenz-96', 'HLLN (reconstruction)');
      hlln.reset();
      const omega: number[] = [];
      const gamma: number[] = [];
      const error: number[][] = [];
      const predicted = new Float64Array(sequence.targets.length);
      for (let t = 0; t < sequence.length; t++) {
        const y = hlln.step(sequence.inputs.subarray(t * N, (t + 1) * N), 1);
        predicted.set(y, t * N);
        omega.push(hlln.probe('omega')[0]);
        gamma.push(hlln.probe('gamma')[0]);
        error.push(Array.from(y, (v, i) => Math.abs(v - sequence.targets[t * N + i])));
      }
      const marks = SHIFTS.map((step, i) => ({ at: step * DT, label: `forcing ${[12, 8][i]}` }));
      const charts: Chart[] = [
        ...predictionCharts(
          sequence,
          predicted,
          outputsOf(trained.predictor('lorenz-96', 'CfC, read-out'), sequence),
        ),
        ...gateCharts(omega, gamma, marks),
        {
          kind: 'heat',
          title: 'HLLN’s error by unit',
          note: 'How far each unit’s prediction is from the next state: errors grow with the forcing and move around the ring.',
          x: { label: 'time', unit: '', values: every(error, 5).map((_, i) => 5 * i * DT) },
          y: { label: 'unit', unit: '' },
          rows: byElement(every(error, 5)),
          colour: { label: '|error|', unit: 'standard deviations' },
          marks,
        },
      ];
      return { charts };
    },
  };
}

const every = <T>(values: readonly T[], n: number): T[] => values.filter((_, i) => i % n === 0);

function predictionCharts(sequence: Sequence, hlln: Float64Array, cfc: Float64Array): Chart[] {
  const from = SHIFTS[0] - 60;
  const steps = Array.from({ length: 120 }, (_, i) => from + i);
  const channel = (values: Float64Array): number[] => steps.map((t) => values[t * N]);
  return [
    {
      kind: 'lines',
      title: 'Prediction against truth at the first regime shift',
      note: 'The first of 40 variables, one step ahead, first seed, in WASM f32.',
      x: { label: 'time', unit: '', values: steps.map((t) => t * DT) },
      y: { label: 'x₀', unit: 'standard deviations' },
      series: [
        { name: 'truth', values: channel(sequence.targets) },
        { name: 'HLLN (reconstruction)', values: channel(hlln) },
        { name: 'CfC, read-out', values: channel(cfc) },
      ],
      marks: [{ at: SHIFTS[0] * DT, label: 'forcing 12' }],
    },
  ];
}

/** Ω and Γ over the whole test trajectory, as means over 10 steps. */
function gateCharts(omega: readonly number[], gamma: readonly number[], marks: LineChart['marks']): Chart[] {
  const smooth = (values: readonly number[]): number[] =>
    Array.from({ length: Math.floor(values.length / 10) }, (_, i) => {
      const part = values.slice(10 * i, 10 * i + 10);
      return part.reduce((a, b) => a + b) / part.length;
    });
  const x = { label: 'time', unit: '', values: smooth(omega).map((_, i) => (10 * i + 5) * DT) };
  return [
    {
      kind: 'lines',
      title: 'Ω over the regime shifts',
      note: 'Ω = 1 + α · mean |x − h| rises where the state predicts the input badly. Means over 10 steps.',
      x,
      y: { label: 'Ω', unit: '' },
      series: [{ name: 'Ω', values: smooth(omega) }],
      marks,
    },
    {
      kind: 'lines',
      title: 'Γ over the regime shifts',
      note:
        'Γ = σ(E/(ħΩ) + d), the share of the old state that is kept: falls as Ω rises. Means over 10 steps. ' +
        `Its mean here is ${(gamma.reduce((a, b) => a + b) / gamma.length).toPrecision(2)}: near 0 the cell is a linear map of its input.`,
      x,
      y: { label: 'Γ', unit: '' },
      series: [{ name: 'Γ', values: smooth(gamma) }],
      marks,
    },
  ];
}

export const hlln1644: ClaimFile = { name: 'hlln-1644', make };
