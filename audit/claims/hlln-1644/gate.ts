import type { Chart } from '../../../src/charts/chart.ts';
import { median } from '../../../src/data/index.ts';
import { zeroOf } from '../../../src/graph/parameter.ts';
import type { TrainedContender } from '../../../src/jobs/contender.ts';
import type { JobResult } from '../../../src/jobs/job.ts';
import { along, type Predictor } from '../../../src/measure/predictor.ts';
import { difference, type Interval } from '../../../src/measure/statistics.ts';
import type { Sequence } from '../../../src/train/sequence.ts';
import type { Findings } from '../../claim.ts';
import { blobsOf, inMachine } from '../../measure.ts';
import type { Table } from '../../result.ts';
import { AT_SHIFT, DT, evaluate, metrics, SHIFTS } from './data.ts';

/** Steps before a shift to compare it with, and steps later, when the new forcing has settled. */
const BEFORE = 100;
const SETTLED = [200, 300] as const;
/** Ω and Γ after each step of a trajectory. */
interface Gate {
  readonly omega: Float64Array;
  readonly gamma: Float64Array;
}

function gateAlong(predictor: Predictor, trajectory: Sequence): Gate {
  const both = along(predictor, trajectory, () => [predictor.probe('omega')[0], predictor.probe('gamma')[0]]);
  return {
    omega: Float64Array.from(both, ([omega]) => omega),
    gamma: Float64Array.from(both, ([, gamma]) => gamma),
  };
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** The mean, step by step, of vectors of equal length. */
const meanOf = (vectors: readonly Float64Array[]): Float64Array =>
  vectors[0].map((_, t) => mean(vectors.map((v) => v[t])));

/** A value around a shift, over trajectories: means before, right after and when settled, and paired differences. */
export function atShift(values: readonly Float64Array[], at: number) {
  const window = (from: number, to: number) => values.map((v) => mean(v.subarray(at + from, at + to)));
  const before = window(-BEFORE, 0);
  const after = window(0, AT_SHIFT);
  const settled = window(...SETTLED);
  return {
    before: mean(before),
    after: mean(after),
    settled: mean(settled),
    change: difference(after, before),
    beyond: difference(after, settled),
  };
}

/**
 * Parameters of `hlln` with which Γ is a constant: E = 0 and d = ln(Γ/(1 − Γ)), the others as trained.
 * @param gamma in (0, 1)
 */
export const frozen = (parameters: JobResult['parameters'], gamma: number): Map<string, Float64Array> =>
  new Map(parameters)
    .set('E', Float64Array.of(zeroOf('softplus')))
    .set('d', Float64Array.of(Math.log(gamma / (1 - gamma))));

const short = (x: number): number => Number(x.toPrecision(3));
const between = (interval: Interval): string =>
  `[${interval.map((x) => (x !== 0 && Math.abs(x) < 1e-3 ? x.toExponential(2) : short(x))).join(', ')}]`;
/** The change of a value at a shift, as a share of the value before; 0 if the change is not called. */
const relative = ({ change, before }: ReturnType<typeof atShift>): number =>
  change.called === 0 ? 0 : change.median / before;
const shifts = SHIFTS.map((at, i) => ({ at, label: ['8 → 12', '12 → 8'][i] }));
const quantities = [
  { key: 'omega', symbol: 'Ω' },
  { key: 'gamma', symbol: 'Γ' },
] as const;

/**
 * Measures Ω and Γ at the shifts, and the loss of the model with a frozen Γ.
 * @param train trajectories whose mean Γ is frozen at
 * @param unseen trajectories with the shifts; the first of them, `test`, are those of the panel
 */
export function gateFindings(
  { contender, runs }: TrainedContender,
  { train, test, unseen }: Readonly<Record<'train' | 'test' | 'unseen', readonly Sequence[]>>,
): Required<Findings> {
  const stepped = <T>(parameters: ReadonlyMap<string, Float64Array>, use: (predictor: Predictor) => T): T =>
    inMachine(blobsOf(contender, parameters).f32, contender.name, use);
  const seeds = runs.map(({ parameters }) => {
    const { level, ...trained } = stepped(new Map(parameters), (predictor) => ({
      level: mean(train.flatMap((s) => [...gateAlong(predictor, s).gamma])),
      gates: unseen.map((s) => gateAlong(predictor, s)),
      moving: evaluate(predictor, test),
    }));
    const still = stepped(frozen(parameters, level), (predictor) => evaluate(predictor, test));
    return { level, ...trained, still };
  });
  /** By trajectory, the mean over the seeds. */
  const byTrajectory = ({ key }: (typeof quantities)[number]): Float64Array[] =>
    unseen.map((_, i) => meanOf(seeds.map(({ gates }) => gates[i][key])));
  const found = quantities.flatMap((quantity) => {
    const values = byTrajectory(quantity);
    return shifts.map(({ at, label }) => ({ ...quantity, label, ...atShift(values, at) }));
  });
  const flush = metrics.map(({ key, label }) => {
    const [moving, still] = [seeds.map((s) => s.moving[key]), seeds.map((s) => s.still[key])];
    return { label, moving: median(moving), still: median(still), gain: difference(still, moving) };
  });
  const tables: Table[] = [
    {
      title: 'Ω and Γ at the regime shifts',
      note:
        `Means over seeds and ${unseen.length} unseen trajectories of the ${BEFORE} steps before a shift, the ${AT_SHIFT} after it, and steps ` +
        `${SETTLED.join(' to ')} after it; medians of the paired differences over trajectories with 95 % intervals.`,
      columns: [
        '',
        'before',
        'right after',
        'settled',
        'right after less before',
        '',
        'right after less settled',
        '',
      ],
      rows: found.map(({ symbol, label, before, after, settled, change, beyond }) => [
        `${symbol}, forcing ${label}`,
        ...[before, after, settled, change.median].map(short),
        between(change.interval),
        short(beyond.median),
        between(beyond.interval),
      ]),
    },
    {
      title: 'Does the flush help? HLLN as trained, and with Γ frozen at its mean',
      note: `The same weights; Γ is held at its mean over the training trajectories (median over seeds ${short(median(seeds.map((s) => s.level)))}). What moving it gains, paired by seed, with its 95 % interval.`,
      columns: ['mean squared error', 'Γ moves', 'Γ frozen', 'gain', '95 % interval'],
      rows: flush.map(({ label, moving, still, gain }) => [
        label,
        short(moving),
        short(still),
        short(gain.median),
        between(gain.interval),
      ]),
    },
  ];
  const [all] = flush;
  const [omega, , gamma] = found;
  return {
    tables,
    charts: quantities.map((quantity) => gateChart(quantity.symbol, byTrajectory(quantity))),
    numbers: {
      level: median(seeds.map((s) => s.level)),
      rise: relative(omega),
      spike: Math.min(omega.change.called, omega.beyond.called),
      fall: -relative(gamma),
      flush: all.gain.called,
      gain: all.gain.median / all.still,
    },
  };
}

/** A quantity around the shifts, as the mean over trajectories. */
function gateChart(symbol: string, values: readonly Float64Array[]): Chart {
  const steps = Array.from({ length: BEFORE + SETTLED[0] }, (_, i) => i - BEFORE);
  const average = meanOf(values);
  return {
    kind: 'lines',
    title: `${symbol} around the regime shifts`,
    note:
      symbol === 'Ω'
        ? 'Ω = 1 + α · mean |x − h| rises where the state predicts the input badly. Means over seeds and unseen trajectories.'
        : 'Γ = σ(E/(ħΩ) + d), the share of the old state that is kept: near 0 the cell is a linear map of its input. Means over seeds and unseen trajectories.',
    x: { label: 'time since the shift', unit: '', values: steps.map((t) => t * DT) },
    y: { label: symbol, unit: '' },
    series: shifts.map(({ at, label }) => ({
      name: `forcing ${label}`,
      values: steps.map((t) => average[at + t]),
    })),
    marks: [{ at: 0, label: 'shift' }],
  };
}
