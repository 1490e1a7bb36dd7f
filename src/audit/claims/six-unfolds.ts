import { sines } from '../../data/sines.ts';
import { statistics } from '../../data/split.ts';
import { integrators } from '../../integrators/index.ts';
import type { Sequence } from '../../train/sequence.ts';
import { linear, meanSquaredError, persistence, zero } from '../baselines.ts';
import type { Claim, ClaimFile, Contender, Findings, Panel, PanelResult, Verdict } from '../claim.ts';
import { type Setting, seedsOf } from '../effort.ts';
import { outputsOf } from '../predictor.ts';
import type { Chart, Table } from '../result.ts';
import { adaptive, type Field, fields, fixed, type Solved } from '../solvers.ts';
import { gridOf } from '../tuning.ts';

const UNFOLDS = { quick: [1, 2, 6, 12], full: [1, 2, 3, 4, 6, 8, 12] };
const MILLISECONDS = { quick: 10, full: 150 };
const TOLERANCES = [1e-2, 1e-4, 1e-6];
/** What is claimed to be right. */
const CLAIMED = { integrator: 'semi-implicit', unfolds: 6 };
/** Solvers that a model is trained with, to see whether its error depends on them. */
const TRAINED = [
  CLAIMED,
  ...[1, 2, 3, 12].map((unfolds) => ({ integrator: 'semi-implicit', unfolds })),
  { integrator: 'exponential', unfolds: 1 },
  { integrator: 'exponential', unfolds: 6 },
  { integrator: 'rk4', unfolds: 1 },
];
/** Times closer than this are not called different. */
const NOISE = 0.03;

const nameOf = ({ integrator, unfolds }: Pick<Solved, 'integrator' | 'unfolds'>): string =>
  `${integrator} × ${unfolds}`;
const isClaimed = ({ integrator, unfolds }: Solved): boolean =>
  integrator === CLAIMED.integrator && unfolds === CLAIMED.unfolds;

/** Solvers that are both closer and faster than the claimed one, the closest first. */
export function dominating(solved: readonly Solved[]): Solved[] {
  const claimed = solved.find(isClaimed);
  if (!claimed) return [];
  return solved
    .filter(({ error, time }) => error < claimed.error && time < (1 - NOISE) * claimed.time)
    .sort((a, b) => a.error - b.error);
}

function frontier(field: Field, solved: readonly Solved[]): Chart {
  return {
    kind: 'points',
    title: `Error against time of a step: ${field.name}`,
    note: 'Root mean square error of the states in WASM f32 against a converged solution; each line is an integrator with 1 to 12 unfolds. To the lower left is better; what diverged is missing.',
    x: { label: 'time of a step', unit: 'ns', scale: 'log' },
    y: { label: 'error', unit: '', scale: 'log' },
    series: integrators.map(({ name }) => ({
      name,
      line: true,
      points: solved
        .filter(({ integrator, error }) => integrator === name && Number.isFinite(error))
        .map((one) => ({ x: one.time, y: one.error, ...(isClaimed(one) && { label: '6 unfolds' }) })),
    })),
  };
}

function adaptiveTable(effort: Setting['effort']): { table: Table; spread: number } {
  const rows = fields.flatMap((field) =>
    (effort === 'full' ? TOLERANCES : TOLERANCES.slice(0, 2)).map((tolerance) => ({
      field,
      tolerance,
      ...adaptive(field, tolerance),
    })),
  );
  return {
    spread: Math.max(...rows.map(({ evaluations }) => evaluations.largest / evaluations.median)),
    table: {
      title: 'What an adaptive solver takes',
      note: 'Tsit5 in float64: evaluations of the field in one step of the model. The claimed solver takes 6, always',
      columns: ['field', 'tolerance', 'error', 'median', '99 %', 'largest', 'largest / median'],
      rows: rows.map(({ field, tolerance, error, evaluations: { median, p99, largest } }) => [
        field.name,
        tolerance.toExponential(0),
        error,
        median,
        p99,
        largest,
        Number((largest / median).toPrecision(3)),
      ]),
    },
  };
}

function findings({ effort }: Setting): Findings {
  const solved = fields.map((field) => ({ field, all: fixed(field, UNFOLDS[effort], MILLISECONDS[effort]) }));
  const { table, spread } = adaptiveTable(effort);
  return {
    tables: [
      {
        title: 'Is there a solver that is closer and faster?',
        note: `Against ${nameOf(CLAIMED)}, timed in turn in the same process; times within ${100 * NOISE} % are not called different`,
        columns: [
          'field',
          'its error',
          'its time (ns)',
          'closest of those that are faster',
          'error',
          'time (ns)',
          'how many',
        ],
        rows: solved.map(({ field, all }) => {
          const claimed = all.find(isClaimed) as Solved;
          const better = dominating(all);
          const [best] = better;
          return [
            field.name,
            claimed.error,
            Math.round(claimed.time),
            best ? nameOf(best) : 'none',
            best?.error ?? null,
            best ? Math.round(best.time) : null,
            better.length,
          ];
        }),
      },
      table,
    ],
    charts: solved.map(({ field, all }) => frontier(field, all)),
    numbers: Object.fromEntries([
      ['spread', spread],
      ...solved.map(({ field, all }) => [field.name, dominating(all).length]),
    ]),
  };
}

/** Noisy sines as in the claim of 105 parameters, with the solver as the only difference. */
function panel({ effort }: Setting): Panel {
  const recording = sines({ seed: 1, length: 400 });
  const { mean, std } = statistics({
    channels: ['x'],
    recordings: [{ ...recording, length: 200, values: recording.values.subarray(0, 200) }],
  });
  const scaled = { mean: [...mean], deviation: [...std] };
  const until = (end: number, scoredFrom = 0): Sequence => ({
    length: end - 1,
    inputs: recording.values.slice(0, end - 1),
    targets: recording.values.slice(1, end),
    dt: null,
    scoredFrom,
  });
  const [train, validation, test] = [until(160), until(200, 159), until(400, 199)];
  const solvers =
    effort === 'full' ? TRAINED : TRAINED.filter(({ unfolds }) => unfolds === 1 || unfolds === 6);
  return {
    name: 'trained',
    label: 'Noisy sines, an LTC of 105 parameters trained with each solver',
    metrics: [{ key: 'mse', label: 'test MSE', unit: '' }],
    subject: nameOf(CLAIMED),
    contenders: solvers.map((solver): Contender => {
      const model: Contender['model'] = {
        inputs: 1,
        outputs: 1,
        layers: [{ cell: 'ltc', units: 8, ...solver }],
        readout: 'dense',
        inputNormalisation: scaled,
        outputNormalisation: scaled,
      };
      return {
        name: nameOf(solver),
        family: solver.integrator,
        model,
        seeds: seedsOf(effort),
        grid: gridOf({ rate: [0.01, 0.02, 0.04] }),
        job: {
          model,
          train: [train],
          validation: [validation],
          options: { rate: 0.02, epochs: 300, window: 40, stride: 10, batch: 8, warmup: 10 },
        },
      };
    }),
    baselines: () =>
      [
        zero([test]),
        persistence([test]),
        linear([until(200)], [test], 1),
        linear([until(200)], [test], 3),
      ].map(({ name, parameters, predictions }) => ({
        name,
        parameters,
        errors: { mse: meanSquaredError(predictions, [test]) },
      })),
    evaluate: (predictor) => ({ mse: meanSquaredError([outputsOf(predictor, test)], [test]) }),
  };
}

/** By how many solvers are closer and faster on each field, and by the trained models' paired differences. */
export function verdict(
  { comparisons, contenders }: PanelResult,
  numbers: NonNullable<Findings['numbers']>,
): Verdict {
  const beaten = fields.filter(({ name }) => numbers[name] > 0);
  const others = contenders.filter(({ name }) => name !== nameOf(CLAIMED));
  const claimed = contenders.find(({ name }) => name === nameOf(CLAIMED)) as (typeof contenders)[0];
  const as = (called: string): string[] =>
    others
      .filter(({ name, latency }) => {
        const found = comparisons.find(({ other }) => other === name);
        return found?.called === called && latency.burst < claimed.latency.burst;
      })
      .map(({ name }) => name);
  const asGood = [...as('worse'), ...as('not told apart')];
  const because =
    `some solver is closer and faster than ${nameOf(CLAIMED)} on ${beaten.length} of ${fields.length} fields` +
    `${beaten.length > 0 ? ` (${beaten.map(({ name }) => name).join(', ')})` : ''}; of models trained with a faster solver ` +
    `${asGood.length > 0 ? `${asGood.join(', ')} are not worse` : 'none is as good'}; an adaptive solver takes up to ` +
    `${numbers.spread.toPrecision(3)} times its median work in a step`;
  const headline = `beaten on ${beaten.length} of ${fields.length} fields`;
  if (beaten.length === 0 && asGood.length === 0) return { verdict: 'holds', headline, because };
  if (beaten.length === fields.length) return { verdict: 'does not hold', headline, because };
  const conditions = [
    ...(beaten.length > 0
      ? [
          `the field is ${fields
            .filter((f) => !beaten.includes(f))
            .map(({ name }) => name)
            .join(' or ')}`,
        ]
      : []),
    ...(asGood.length > 0 ? ['the exact solution counts, and not the error of a trained model'] : []),
  ];
  return { verdict: 'holds only if …', headline, because: `only if ${conditions.join(' and ')}: ${because}` };
}

function make(setting: Setting): Claim {
  return {
    title: 'Semi-implicit with 6 unfolds is the right solver for a liquid network',
    source: 'Hasani et al., “Liquid Time-constant Networks”, AAAI 2021, and the default of ncps',
    claimed:
      'the fused semi-implicit solver with 6 unfolds a step, the default of the authors’ code, combines the stability of implicit with the speed of explicit methods',
    headline: '6 unfolds',
    protocol: [
      `${fields.length} fields of 16 units with 2 inputs: LTC and CTRNN, mild (every time constant 1) and stiff (half of them 0.02), 200 steps of length 1 driven by sines`,
      `Five integrators with ${UNFOLDS[setting.effort].join(', ')} unfolds in WASM f32, against Tsit5 at a tolerance of 1e-11 in float64; times are medians of bursts in turn`,
      'An adaptive Tsit5 in float64 at three tolerances: its evaluations of the field in each step, and their spread',
      `LTCs of 105 parameters trained on noisy sines with each solver: ${setting.effort === 'full' ? '300 epochs, rate chosen among 0.01, 0.02, 0.04 on validation' : 'rate 0.02'}, ${seedsOf(setting.effort).length} seeds, 200 test points`,
    ],
    departures: [
      'the source compares no integrators by error and time: the comparison is ours',
      'weights of the fields are drawn, not trained, and three times as large as a training begins with, so that they are far from linear',
      'time is that of this project’s machine, whose semi-implicit update is one fused operation',
    ],
    rule:
      'holds if on no field another (integrator, unfolds) is both closer and faster, and no model trained with a faster solver is as ' +
      'good; does not hold if on every field one is; otherwise holds only where it is not beaten',
    panels: [panel(setting)],
    findings: () => findings(setting),
    verdict: ([trained], numbers = {}) => verdict(trained, numbers),
  };
}

export const sixUnfolds: ClaimFile = { name: 'six-unfolds', make };
