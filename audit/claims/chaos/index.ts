import type { Chart } from '../../../src/charts/chart.ts';
import type { Contender } from '../../../src/jobs/contender.ts';
import { seedsOf } from '../../../src/jobs/contender.ts';
import { rateAndDecay, searchOf } from '../../../src/jobs/tuning.ts';
import { scored, trivialPredictors } from '../../../src/measure/next-state.ts';
import { sized } from '../../../src/measure/untrained.ts';
import type { LayerDescription } from '../../../src/network/spec.ts';
import type { Sequence } from '../../../src/train/sequence.ts';
import type { Claim, ClaimFile, Panel, Setting, Trained } from '../../claim.ts';
import { evaluate, FREE, freeRun, metrics, WARM } from './evaluate.ts';
import { dataOf, type System, systems } from './systems.ts';
import { SUBJECTS, summaryTable, verdict } from './verdict.ts';

/** Share of the recorded input under generalised teacher forcing. */
const ALPHA = 0.2;
const RATES = [0.003, 0.01, 0.03];
const EPOCHS = { quick: 12, full: 100 };
const SEEDS = 5;
/** Samples of a long trajectory: spectra take 2ᵏ. */
const TEST_STEPS = { quick: WARM + 1024, full: WARM + 4096 };

const cells: readonly { readonly name: string; readonly layer: Omit<LayerDescription, 'units'> }[] = [
  { name: 'shPLRNN', layer: { cell: 'sh-plrnn' } },
  { name: 'AL-RNN', layer: { cell: 'al-rnn' } },
  { name: 'LTC', layer: { cell: 'ltc', integrator: 'semi-implicit', unfolds: 3 } },
  { name: 'CfC', layer: { cell: 'cfc-slim' } },
  { name: 'HLLN', layer: { cell: 'hlln-wide' } },
  { name: 'LEM', layer: { cell: 'lem' } },
  { name: 'GRU', layer: { cell: 'gru' } },
];
/** Left out of a quick run to save time. */
const QUICK = ['shPLRNN + GTF', 'AL-RNN + GTF', 'LTC + GTF', 'GRU', 'GRU + GTF'];

function contenders(
  { width, parameters }: System,
  { train, validation }: ReturnType<typeof dataOf>,
  effort: Setting['effort'],
): Contender[] {
  const base = { inputs: width, outputs: width, readout: 'dense' } as const;
  return cells
    .flatMap(({ name, layer }) => {
      const model = sized((units) => ({ ...base, layers: [{ ...layer, units }] }), parameters);
      return [1, ALPHA].map(
        (forcing): Contender => ({
          name: forcing === 1 ? name : `${name} + GTF`,
          model,
          seeds: effort === 'full' ? seedsOf(effort, SEEDS) : seedsOf(effort),
          search: rateAndDecay(RATES),
          trials: 1,
          job: {
            model,
            train,
            validation,
            options: {
              rate: RATES[1],
              epochs: EPOCHS[effort],
              window: 60,
              stride: 30,
              batch: 16,
              warmup: 10,
              forcing,
            },
          },
        }),
      );
    })
    .filter(({ name }) => effort === 'full' || QUICK.includes(name));
}

function panel(system: System, { effort }: Setting): Panel {
  const data = dataOf(system, TEST_STEPS[effort]);
  const [test] = data.test;
  const measured = (predictor: Parameters<typeof evaluate>[0]) => evaluate(predictor, test, system, effort);
  return {
    name: system.name,
    label: system.label,
    metrics,
    subject: SUBJECTS[0],
    contenders: contenders(system, data, effort),
    baselines: () => scored(trivialPredictors(data.train, 2), measured),
    evaluate: measured,
  };
}

/** For some models, one free run of the first variable, and the attractor of the first and last variable. */
function charts(trained: Trained, system: System, test: Sequence, names: readonly string[]): Chart[] {
  const { width, dt, exponent } = system;
  const column = (values: Float64Array, j: number): number[] =>
    Array.from({ length: values.length / width }, (_, t) => values[t * width + j]);
  const runs = [
    { name: 'truth', values: test.targets.subarray(WARM * width) },
    ...names.map((name) => ({ name, values: freeRun(trained.predictor(system.name, name), test) })),
  ];
  return [
    {
      kind: 'lines',
      title: `A free run on ${system.label}`,
      note: 'The first variable, first seed, WASM f32, from the last true input on. All part from the truth sooner or later: that is chaos; what counts is when, and where they go then.',
      x: {
        label: 'time',
        unit: 'Lyapunov times',
        values: Array.from({ length: FREE }, (_, t) => (t + 1) * dt * exponent),
      },
      y: { label: 'x', unit: 'standard deviations' },
      series: runs.map(({ name, values }) => ({
        name,
        values: column(values.subarray(0, FREE * width), 0).map((x) => (Number.isFinite(x) ? x : null)),
      })),
    },
    {
      kind: 'points',
      title: `The attractor of ${system.label}, as each model has it`,
      note: 'First against last variable over 400 steps of the free run; a model that reconstructs the system covers the same places as the truth.',
      x: { label: 'first variable', unit: 'standard deviations', scale: 'linear' },
      y: { label: 'last variable', unit: 'standard deviations', scale: 'linear' },
      series: runs.map(({ name, values }) => {
        const [x, y] = [0, width - 1].map((j) => column(values.subarray(200 * width, 600 * width), j));
        return {
          name,
          line: false,
          points: x.flatMap((value, t) =>
            Number.isFinite(value) && Number.isFinite(y[t])
              ? [{ x: Number(value.toPrecision(4)), y: Number(y[t].toPrecision(4)) }]
              : [],
          ),
        };
      }),
    },
  ];
}

function make(setting: Setting): Claim {
  const { effort } = setting;
  const chosen = effort === 'full' ? systems : systems.slice(0, 1);
  return {
    title: 'Piecewise-linear networks with generalised teacher forcing reconstruct chaos where others fail',
    source:
      'Hess et al., “Generalized teacher forcing for learning chaotic dynamics”, ICML 2023; Brenner et al., “Almost-linear RNNs”, NeurIPS 2024',
    claimed:
      'shPLRNN and AL-RNN, trained with generalised teacher forcing (GTF), reconstruct attractors and their long-term statistics with few parameters better than other recurrent networks',
    headline: 'better reconstructions',
    protocol: [
      `${chosen.map(({ label, dt }) => `${label} every ${dt} time units`).join('; ')}; 4 trajectories of 1,000 samples to learn from, one to validate, ${TEST_STEPS[effort].toLocaleString('en')} samples to compare with, z-scored`,
      `Every cell with a dense read-out and about ${chosen.map(({ label, parameters }) => `${parameters.toLocaleString('en')} parameters on ${label}`).join(', ')}, trained to predict the next state with plain teacher forcing and with GTF of α = ${ALPHA}`,
      `${EPOCHS[effort]} epochs of Adam, windows of 60 steps, ${effort === 'full' ? `${searchOf(RATES)} by validation on one seed that is not scored, ${SEEDS} seeds` : `rate ${RATES[1]}, 3 seeds, one system and five models`}`,
      `On their own after ${WARM} true inputs: divergence of occupied states, spectra, largest Lyapunov exponent in a long run; valid prediction time (error below 0.4 of the deviation) is the median of runs of ${FREE} steps`,
    ],
    departures: [
      'the forcing mixes recorded values into the inputs of a model, and not into its states as in the source, so that all cells are trained alike; the source also anneals α',
      'the source’s networks have no inputs and no read-out of their own; here they have both, as every other cell',
      'networks of the source are larger and trained for longer; these are what fits a small device',
    ],
    rule:
      'by state-space divergence and valid prediction time on each system, paired by seed: holds if shPLRNN or AL-RNN with GTF, not ' +
      'always the same (two chances for each rival), is called better than each rival, however that was trained; does not hold if on most a rival is called better than both, or on some ' +
      'and all are beaten nowhere; holds only where all are beaten; cannot be decided otherwise',
    models: [
      { panel: chosen[0].name, contender: 'GRU + GTF', file: 'gru-lorenz63', weights: 'f32' },
      ...(effort === 'full'
        ? [{ panel: 'lorenz-96', contender: SUBJECTS[0], file: 'sh-plrnn-lorenz96', weights: 'f32' } as const]
        : []),
    ],
    panels: chosen.map((system) => panel(system, setting)),
    findings: (trained, panels) => ({
      tables: [summaryTable(panels)],
      charts: chosen
        .slice(0, 2)
        .flatMap((system) =>
          charts(trained, system, dataOf(system, TEST_STEPS[effort]).test[0], [
            ...SUBJECTS,
            'LTC + GTF',
            'GRU + GTF',
          ]),
        ),
    }),
    verdict,
  };
}

export const chaos: ClaimFile = { name: 'chaos', make };
