import { statistics } from '../../../src/data/split.ts';
import type { Contender } from '../../../src/jobs/contender.ts';
import { seedsOf } from '../../../src/jobs/contender.ts';
import { rateAndDecay, searchOf } from '../../../src/jobs/tuning.ts';
import type { Metric } from '../../../src/measure/baselines.ts';
import { linear, meanSquaredError, zero } from '../../../src/measure/baselines.ts';
import { outputsOf } from '../../../src/measure/predictor.ts';
import { sized } from '../../../src/measure/untrained.ts';
import type { Normalisation } from '../../../src/network/network.ts';
import type { Sequence } from '../../../src/train/sequence.ts';
import type { Claim, ClaimFile, Panel, Setting } from '../../claim.ts';
import { cells, inputsOf, keyOf, learned, perturbations, SCORED_FROM, STEPS, tested } from './data.ts';
import { curves, table, verdict } from './verdict.ts';

const PARAMETERS = 1000;
const OUTPUTS = 4;
const EPOCHS = { quick: 15, full: 120 };
const RATES = [0.005, 0.015, 0.04, 0.1];

/** The strongest first, so that a panel's headline is not the clean error alone; clean is the first of all. */
const metrics: readonly Metric[] = [
  { key: 'clean', label: 'MSE as learned', unit: '' },
  ...perturbations.flatMap(({ key, label, strengths }) =>
    strengths
      .slice(1)
      .map((strength) => ({ key: keyOf(key, strength), label: `${label} ${strength}`, unit: '' })),
  ),
];

function normalisation(
  sequences: readonly Sequence[],
  key: 'inputs' | 'targets',
  width: number,
): Normalisation {
  const recordings = sequences.map((s) => ({
    name: key,
    length: s.length,
    channels: width,
    values: s[key],
    dt: null,
  }));
  const { mean, std } = statistics({
    channels: Array.from({ length: width }, (_, i) => `x${i}`),
    recordings,
  });
  return { mean: [...mean], deviation: Array.from(std, (s) => s || 1) };
}

function panel(perturbed: boolean, { effort }: Setting): Panel {
  const { train, validation } = learned(perturbed);
  const inputs = inputsOf(perturbed);
  const base = {
    inputs,
    outputs: OUTPUTS,
    readout: 'dense',
    inputNormalisation: normalisation(train, 'inputs', inputs),
    outputNormalisation: normalisation(train, 'targets', OUTPUTS),
    interval: 0.2,
  } as const;
  const sets = [
    { key: 'clean', sequences: tested('noise', 0, perturbed) },
    ...perturbations.flatMap(({ key, strengths }) =>
      strengths.slice(1).map((strength) => ({
        key: keyOf(key, strength),
        sequences: tested(key, strength, perturbed),
      })),
    ),
  ];
  const errors = (predict: (sequences: readonly Sequence[]) => readonly ArrayLike<number>[]) =>
    Object.fromEntries(
      sets.map(({ key, sequences }) => [key, meanSquaredError(predict(sequences), sequences)]),
    );
  return {
    name: perturbed ? 'augmented' : 'clean',
    label: perturbed
      ? 'Learned from streams with noise, losses and irregular intervals'
      : 'Learned from clean streams',
    metrics,
    subject: 'LTC',
    contenders: cells.map(({ name, layer }): Contender => {
      const model = sized((units) => ({ ...base, layers: [{ ...layer, units }] }), PARAMETERS);
      return {
        name,
        model,
        seeds: seedsOf(effort),
        search: rateAndDecay(RATES),
        trials: 1,
        job: {
          model,
          train,
          validation,
          options: { rate: RATES[1], epochs: EPOCHS[effort], window: 50, stride: 25, batch: 8, warmup: 10 },
        },
      };
    }),
    baselines: () =>
      [
        { name: 'zero', parameters: 0, of: (test: readonly Sequence[]) => zero(test) },
        ...[1, 5].map((lags) => ({
          name: `linear, ${lags} lag${lags > 1 ? 's' : ''}`,
          parameters: (inputs * lags + 1) * OUTPUTS,
          of: (test: readonly Sequence[]) => linear(train, test, lags),
        })),
      ].map(({ name, parameters, of }) => ({
        name,
        parameters,
        errors: errors((test) => of(test).predictions),
      })),
    evaluate: (predictor) => errors((test) => test.map((sequence) => outputsOf(predictor, sequence))),
  };
}

function make(setting: Setting): Claim {
  const { effort } = setting;
  return {
    title: 'Liquid cells are more robust than GRU and LSTM',
    source:
      'a common claim; Lechner et al., “Neural circuit policies enabling auditable autonomy”, Nature Machine Intelligence, 2020, for noise',
    claimed:
      'liquid networks stand noise, lost readings, irregular sampling and changed conditions better than gated networks of their size',
    headline: 'more robust',
    protocol: [
      `Two coupled masses driven by a switching force: noisy positions and the force in, positions and velocities out; ${STEPS} samples 0.2 apart, 16 streams to learn from, 4 to validate, 8 to test`,
      `Cells with as close to ${PARAMETERS.toLocaleString('en')} parameters as whole units allow; ${EPOCHS[effort]} epochs of Adam, ${effort === 'full' ? `${searchOf(RATES)} by validation on one seed that is not scored` : `rate ${RATES[1]}`}, ${seedsOf(effort).length} seeds`,
      'Tested with more noise on the sensors, with readings that are lost and held, with irregular intervals, and with a spring that becomes stiffer half-way (scored after it), each in three strengths that nobody was trained on',
      'LTC and CfC take the time between readings as their interval; in the first panel the others are not told it. A second panel learns from streams with all of it but the shift, where every model also reads the interval as a channel',
      `The first ${SCORED_FROM} steps of a stream are not scored`,
    ],
    departures: [
      'until November 2026 irregular intervals counted in the first panel, where only liquid cells are told them: by that rule ' +
        'it would hold for LTC under irregular intervals, too',
      'the claim has no one protocol: task, perturbations and sizes are ours',
      'the LTC takes three unfolds, so that the run ends',
    ],
    rule:
      'at the strongest of each perturbation, learned from clean streams, and for irregular intervals from perturbed ones, where every model ' +
      'is told the interval: holds if LTC and CfC both are called lower in error than GRU, LSTM and a linear map of five lags under all ' +
      'four; holds only for those that are; does not hold if none is',
    models: [{ panel: 'augmented', contender: 'GRU', file: 'gru-driven-masses', weights: 'q8' }],
    panels: [panel(false, setting), panel(true, setting)],
    findings: (_, panels) => ({
      tables: table(panels),
      charts: panels.flatMap(curves).filter((_, i) => effort === 'full' || i < perturbations.length),
    }),
    verdict,
  };
}

export const robustness: ClaimFile = { name: 'robustness', make };
