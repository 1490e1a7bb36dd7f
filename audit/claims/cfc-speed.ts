import type { Chart } from '../../src/charts/chart.ts';
import { compile } from '../../src/compile/compile.ts';
import { median } from '../../src/data/sequence.ts';
import { secondsPerStep } from '../../src/jobs/work.ts';
import { timesOf } from '../../src/measure/latency.ts';
import { adaptive, fieldOf, fixed, type Solved } from '../../src/measure/solvers.ts';
import { untrained } from '../../src/measure/untrained.ts';
import type { LayerDescription, NetworkDescription } from '../../src/network/spec.ts';
import { loadSync } from '../../src/runtime/index.ts';
import type { Claim, ClaimFile, Findings, Setting } from '../claim.ts';
import type { Verdict } from '../result.ts';

const UNITS = { quick: [16], full: [16, 64, 128] };
const UNFOLDS = { quick: [1, 2, 6, 16], full: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48] };
const MILLISECONDS = { quick: 10, full: 100 };
/** Root mean square errors of the states to compare integrators at. */
const ERRORS = [1e-2, 1e-3];
const ADAPTIVE = 1e-6;
const INPUTS = 2;

type Layer = Omit<LayerDescription, 'units'>;
const CFC: Layer = { cell: 'cfc' };
const solved = (cell: string, integrator: string, unfolds: number): Layer => ({ cell, integrator, unfolds });

/** Cells as they are used, with the solvers that their sources use. */
const asUsed: readonly { readonly name: string; readonly layer: Layer }[] = [
  { name: 'CfC', layer: CFC },
  {
    name: 'CfC, one backbone layer of 128',
    layer: { cell: 'cfc', options: { backboneLayers: 1, backboneUnits: 128 } },
  },
  { name: 'LTC, semi-implicit × 6', layer: solved('ltc', 'semi-implicit', 6) },
  { name: 'LTC, rk4 × 6', layer: solved('ltc', 'rk4', 6) },
  { name: 'LTC of synapses, semi-implicit × 6', layer: solved('ltc-synaptic', 'semi-implicit', 6) },
  { name: 'neural ODE, rk4 × 1', layer: solved('node', 'rk4', 1) },
  { name: 'neural ODE, rk4 × 6', layer: solved('node', 'rk4', 6) },
  { name: 'CTRNN, euler × 6', layer: solved('ctrnn', 'euler', 6) },
  { name: 'GRU', layer: { cell: 'gru' } },
];

const describeModel = (layer: Layer, units: number): NetworkDescription => ({
  inputs: INPUTS,
  outputs: 1,
  layers: [{ ...layer, units }],
  readout: 'dense',
});

interface Row {
  readonly name: string;
  readonly units: number;
  readonly parameters: number;
  /** Nanoseconds of a step in the machine, and of a training step, and both divided by those of the CfC of this width. */
  readonly step: number;
  readonly training: number;
  readonly stepRatio: number;
  readonly trainingRatio: number;
}

function timeCells(units: number, milliseconds: number): Row[] {
  const machines = asUsed.map(({ name, layer }) => {
    const { network, parameters } = untrained(describeModel(layer, units));
    const machine = loadSync(compile(network, parameters, { weights: 'f32', name }).blob, { name });
    return { model: network, machine, session: machine.session() };
  });
  const input = Float32Array.of(0.5, -0.5);
  const steps = timesOf(
    machines.map(
      ({ session }) =>
        () =>
          session.step(input, 0.1),
    ),
    milliseconds,
  );
  for (const { machine } of machines) machine.dispose();
  // the first round only warms the engine up
  const rounds = Array.from({ length: 4 }, () =>
    asUsed.map(({ layer }) => 1e9 * trainingTime(layer, units)),
  ).slice(1);
  const trainings = asUsed.map((_, i) => median(rounds.map((round) => round[i])));
  return asUsed.map(({ name }, i) => ({
    name,
    units,
    parameters: machines[i].model.parameterCount,
    step: steps[i],
    training: trainings[i],
    stepRatio: steps[i] / steps[0],
    trainingRatio: trainings[i] / trainings[0],
  }));
}

/** Seconds of one step of one window in the trainer, forwards and backwards, in batches of four windows of 32 steps. */
function trainingTime(layer: Layer, units: number): number {
  const length = 32;
  const wave = Float64Array.from({ length: length * INPUTS }, (_, i) => Math.sin(0.1 * i));
  const sequence = {
    length,
    inputs: wave,
    targets: wave.slice(0, length),
    dt: new Float64Array(length).fill(0.1),
  };
  return secondsPerStep({
    model: describeModel(layer, units),
    train: [sequence],
    validation: [],
    options: { window: length, batch: 4, rate: 1e-4 },
  });
}

/** The fastest number of unfolds with which each integrator keeps to an error. */
export function cheapest(all: readonly Solved[], error: number): Solved[] {
  const names = [...new Set(all.map(({ integrator }) => integrator))];
  return names.flatMap((name) => {
    const good = all.filter((one) => one.integrator === name && one.error <= error);
    return good.length > 0 ? [good.reduce((a, b) => (b.time < a.time ? b : a))] : [];
  });
}

/** Step times of each integrator with as many unfolds as an error needs, and of an adaptive solver. */
function solvedBelow(effort: Setting['effort'], units: number, rows: readonly Row[]) {
  const field = fieldOf('LTC', false, units);
  const all = fixed(field, UNFOLDS[effort], MILLISECONDS[effort] / 4);
  const cfc = rows.find((row) => row.name === 'CfC' && row.units === units) as Row;
  const euler = all.find(({ integrator, unfolds }) => integrator === 'euler' && unfolds === 1) as Solved;
  const { evaluations, error } = adaptive(field, ADAPTIVE);
  return [
    ...ERRORS.flatMap((limit) =>
      cheapest(all, limit).map(({ integrator, unfolds, error: reached, time }) => ({
        units,
        solver: `${integrator} × ${unfolds}`,
        limit: limit.toExponential(0),
        error: reached,
        time,
        ratio: time / cfc.step,
      })),
    ),
    {
      units,
      solver: `Tsit5, tolerance ${ADAPTIVE.toExponential(0)}: ${evaluations.median} evaluations`,
      limit: '',
      error,
      time: evaluations.median * euler.time,
      ratio: (evaluations.median * euler.time) / cfc.step,
    },
  ];
}

const stepChart = (rows: readonly Row[]): Chart => ({
  kind: 'points',
  title: 'Time of a step against units',
  note: 'In WASM f32; a difference of an order of magnitude is one division of the axis.',
  x: { label: 'units', unit: '', scale: 'log' },
  y: { label: 'time of a step', unit: 'ns', scale: 'log' },
  series: asUsed.map(({ name }) => ({
    name,
    line: true,
    points: rows.filter((row) => row.name === name).map(({ units, step }) => ({ x: units, y: step })),
  })),
});

function findings(effort: Setting['effort']): Findings {
  const rows = UNITS[effort].flatMap((units) => timeCells(units, MILLISECONDS[effort]));
  const atError = UNITS[effort].flatMap((units) => solvedBelow(effort, units, rows));
  const odes = rows.filter(({ name }) => name.includes('×'));
  const ratios = [...odes.map(({ stepRatio }) => stepRatio), ...atError.map(({ ratio }) => ratio)];
  return {
    tables: [
      {
        title: 'A step, and a step of training',
        note: `Each cell with the solver that its source uses, ${INPUTS} inputs; ratios are to the CfC without a backbone. Steps in WASM f32, medians of bursts in turn; training in float64, forwards and backwards, per window and step`,
        columns: ['cell', 'units', 'parameters', 'a step (ns)', '/ CfC', 'of training (ns)', '/ CfC'],
        rows: rows.map((row) => [
          row.name,
          row.units,
          row.parameters,
          Math.round(row.step),
          Number(row.stepRatio.toPrecision(3)),
          Math.round(row.training),
          Number(row.trainingRatio.toPrecision(3)),
        ]),
      },
      {
        title: 'An LTC solved to the same error by each integrator',
        note: 'The fewest unfolds that keep the root mean square error of the states below the limit; the adaptive solver’s time is its median evaluations times that of one Euler step in the machine',
        columns: ['solver', 'units', 'error below', 'error', 'a step (ns)', '/ CfC'],
        rows: atError.map(({ solver, units, limit, error, time, ratio }) => [
          solver,
          units,
          limit,
          error,
          Math.round(time),
          Number(ratio.toPrecision(3)),
        ]),
      },
    ],
    charts: UNITS[effort].length > 1 ? [stepChart(rows)] : [],
    numbers: {
      least: Math.min(...ratios),
      most: Math.max(...ratios),
      leastTraining: Math.min(...odes.map(({ trainingRatio }) => trainingRatio)),
      mostTraining: Math.max(...odes.map(({ trainingRatio }) => trainingRatio)),
    },
  };
}

const orders = (ratio: number): string => Math.log10(ratio).toFixed(1);

/** How many times slower than the CfC the fastest and the slowest ODE solver are. */
export function verdict(numbers: NonNullable<Findings['numbers']>): Verdict {
  const { least, most, leastTraining, mostTraining } = numbers;
  const headline = `${orders(least)} to ${orders(most)} orders`;
  const because =
    `a step of a solved ODE takes ${least.toPrecision(2)} to ${most.toPrecision(2)} times that of a CfC of as many units ` +
    `(${headline} of magnitude), a step of training ${leastTraining.toPrecision(2)} to ${mostTraining.toPrecision(2)} times`;
  if (least >= 10 && leastTraining >= 10) return { verdict: 'holds', headline, because };
  if (most >= 10 || mostTraining >= 10)
    return {
      verdict: 'holds only if …',
      headline,
      condition: 'against the slowest solvers',
      because,
    };
  return { verdict: 'does not hold', headline, because };
}

function make({ effort }: Setting): Claim {
  return {
    title: 'CfC is one to five orders of magnitude faster than cells that solve an ODE',
    source: 'Hasani et al., “Closed-form continuous-time neural networks”, Nature Machine Intelligence, 2022',
    claimed:
      'closed-form networks are between one and five orders of magnitude faster in training and inference than their ODE-based counterparts',
    headline: '1 to 5 orders of magnitude',
    protocol: [
      `CfC, LTC, neural ODE, CTRNN and GRU at ${UNITS[effort].join(', ')} units, all in the same machine, one step at a time, timed in turn`,
      `LTC with each of five integrators, with as few of ${UNFOLDS[effort].join(', ')} unfolds as an error below ${ERRORS.join(' or ')} takes, and with an adaptive solver`,
      'Training: one step forwards and backwards in the same trainer, float64',
    ],
    departures: [
      'the source compares programs of different authors in different frameworks, on GPU and CPU; here all share one trainer and one machine, so that what is left is the work',
      'random weights for times; for errors weights three times as large as a training begins with',
    ],
    rule:
      'holds if every solver is at least ten times slower than the CfC, in inference and in training; holds only if the solver is slow, if some ' +
      'are; does not hold if none is',
    panels: [],
    findings: () => findings(effort),
    verdict: (_, numbers = {}) => verdict(numbers),
  };
}

export const cfcSpeed: ClaimFile = { name: 'cfc-speed', make };
