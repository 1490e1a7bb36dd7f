import type { PointChart } from '../../src/charts/chart.ts';
import { compile } from '../../src/compile/compile.ts';
import { median } from '../../src/data/sequence.ts';
import { latency } from '../../src/measure/latency.ts';
import { untrained } from '../../src/measure/random-model.ts';
import { bootstrap } from '../../src/measure/statistics.ts';
import type { NetworkDescription } from '../../src/network/spec.ts';
import { loadSync } from '../../src/runtime/index.ts';
import type { Claim, ClaimFile, Findings, Setting } from '../claim.ts';
import type { Verdict } from '../result.ts';

const INPUTS = 4;
const field = { integrator: 'semi-implicit', unfolds: 6 } as const;
const cells = [
  { name: 'LTC, 6 unfolds', layer: { cell: 'ltc', ...field } },
  { name: 'CTRNN, 6 unfolds', layer: { cell: 'ctrnn', ...field } },
  { name: 'CfC', layer: { cell: 'cfc-slim' } },
  { name: 'HLLN', layer: { cell: 'hlln-wide' } },
  { name: 'GRU', layer: { cell: 'gru' } },
  { name: 'LSTM', layer: { cell: 'lstm' } },
] as const;

const UNITS = { quick: [4, 16, 64], full: [4, 8, 16, 32, 64, 128, 192, 256] };
/** Each model is measured so often, in turn with all others. */
const ROUNDS = { quick: 1, full: 5 };
const MILLISECONDS = { quick: 40, full: 250 };
const KILOHERTZ = 1e3;

/** A model's step, in nanoseconds: the median of what its rounds found. */
interface Measured {
  readonly cell: string;
  readonly units: number;
  readonly parameters: number;
  readonly burst: number;
  /** Of each round. */
  readonly bursts: readonly number[];
  readonly p999: number;
  /** Of the rounds, the smallest and the largest 99.9 % quantile. */
  readonly tails: readonly [number, number];
  readonly q8Bytes: number;
  readonly sessionBytes: number;
}

const describeModel = (layer: NetworkDescription['layers'][number]): NetworkDescription => ({
  inputs: INPUTS,
  outputs: 1,
  layers: [layer],
  readout: 'dense',
});

/** Times all models in turn, several times over. */
function measureAll(effort: Setting['effort']): Measured[] {
  const floor = { name: 'floor: 1 unit', layer: { cell: 'rnn' }, sizes: [1] };
  const models = [floor, ...cells.map((cell) => ({ ...cell, sizes: UNITS[effort] }))].flatMap(
    ({ name, layer, sizes }) =>
      sizes.map((units) => {
        const { network, parameters } = untrained(describeModel({ ...layer, units }));
        const machine = loadSync(compile(network, parameters, { weights: 'f32', name }).blob, { name });
        const q8Bytes = compile(network, parameters, { weights: 'q8', name }).blob.length;
        return { name, units, parameters: network.parameterCount, machine, q8Bytes };
      }),
  );
  const rounds = Array.from({ length: ROUNDS[effort] }, () =>
    models.map(({ machine }) => latency(machine, MILLISECONDS[effort])),
  );
  return models.map(({ name, units, parameters, machine, q8Bytes }, i) => {
    const tails = rounds.map((round) => round[i].p999);
    const measured = {
      cell: name,
      units,
      parameters,
      burst: median(rounds.map((round) => round[i].burst)),
      bursts: rounds.map((round) => round[i].burst),
      p999: median(tails),
      tails: [Math.min(...tails), Math.max(...tails)] as const,
      q8Bytes,
      sessionBytes: machine.memory.sessionBytes,
    };
    machine.dispose();
    return measured;
  });
}

/**
 * The parameters from which a time is above a limit, by a straight line between the logarithms of the two sizes around it;
 * null if no size is.
 */
export function crossing(
  points: readonly { readonly parameters: number; readonly time: number }[],
  limit: number,
): number | null {
  const above = points.findIndex(({ time }) => time > limit);
  if (above < 0) return null;
  if (above === 0) return points[0].parameters;
  const [a, b] = [points[above - 1], points[above]];
  const share = Math.log(limit / a.time) / Math.log(b.time / a.time);
  return Math.exp(Math.log(a.parameters) + share * Math.log(b.parameters / a.parameters));
}

/** How time grows with parameters: the slope of their logarithms by least squares, from so many parameters on. */
export function slopeOf(points: readonly { readonly parameters: number; readonly time: number }[]): number {
  const logs = points.map(({ parameters, time }) => [Math.log(parameters), Math.log(time)] as const);
  const mean = (i: 0 | 1): number => logs.reduce((sum, point) => sum + point[i], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const above = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return above / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

/** Above it a model's own work is most of a step. */
const LARGE = 1000;

function findings(effort: Setting['effort']): Findings {
  const [floor, ...all] = measureAll(effort);
  const byCell = cells.map(({ name }) => ({ name, points: all.filter(({ cell }) => cell === name) }));
  const chart = (
    title: string,
    note: string,
    label: string,
    unit: string,
    of: (m: Measured) => { y: number; interval?: readonly [number, number] },
    references: PointChart['references'],
  ): PointChart => ({
    kind: 'points',
    title,
    note,
    x: { label: 'parameters', unit: '', scale: 'log' },
    y: { label, unit, scale: 'log' },
    series: byCell.map(({ name, points }) => ({
      name,
      line: true,
      points: points.map((m) => ({ x: m.parameters, ...of(m) })),
    })),
    references,
  });
  const worst = (limit: number): number =>
    Math.max(...all.filter((m) => m.parameters <= limit).map((m) => m.p999));
  const doubled = byCell.map(({ points }) =>
    crossing(
      points.map(({ parameters, burst }) => ({ parameters, time: burst })),
      2 * floor.burst,
    ),
  );
  const slopes = byCell.map(({ points }) => {
    const large = points.filter(({ parameters }) => parameters >= LARGE);
    const each = points[0].bursts.map((_, round) =>
      slopeOf(large.map(({ parameters, bursts }) => ({ parameters, time: bursts[round] }))),
    );
    return { median: median(each), interval: bootstrap(each) };
  });
  const share = (limit: number): number =>
    Math.max(...all.filter((m) => m.parameters <= limit).map((m) => m.burst)) / 1e6;
  return {
    tables: [
      {
        title: 'Steps of models of every size',
        note: `Medians over ${ROUNDS[effort]} rounds in turn, weights in f32, one step at a time from JavaScript; the floor is a model of one unit`,
        columns: [
          'cell',
          'units',
          'parameters',
          'typical step (ns)',
          'p99.9 (ns)',
          'highest rate at p99.9 (kHz)',
          'q8 blob (B)',
          'a session (B)',
        ],
        rows: [floor, ...all].map((m) => [
          m.cell,
          m.units,
          m.parameters,
          Math.round(m.burst),
          Math.round(m.p999),
          Number((1e6 / m.p999).toPrecision(3)),
          m.q8Bytes,
          m.sessionBytes,
        ]),
      },
      {
        title: 'Where parameters begin to cost',
        note: 'Parameters from which a typical step takes twice the floor, and from which p99.9 is over the period of a loop; by a line between the sizes around it',
        columns: [
          'cell',
          'twice the floor',
          '100 kHz missed',
          '10 kHz missed',
          '1 kHz missed',
          `slope of log time from ${LARGE.toLocaleString('en')} on`,
        ],
        rows: byCell.map(({ name, points }, i) => [
          name,
          shown(doubled[i]),
          ...[1e5, 1e4, 1e3].map((rate) =>
            shown(
              crossing(
                points.map(({ parameters, p999 }) => ({ parameters, time: p999 })),
                1e9 / rate,
              ),
            ),
          ),
          Number.isFinite(slopes[i].median)
            ? `${slopes[i].median.toFixed(2)} [${slopes[i].interval.map((x) => x.toFixed(2)).join(', ')}]`
            : 'too few sizes',
        ]),
      },
    ],
    charts: [
      chart(
        'Highest loop rate against parameters',
        'One step in each period at p99.9; bars are the best and the worst round. The dashed lines are the rates that are asked for, and what a model of one unit reaches.',
        'rate at p99.9',
        'kHz',
        ({ p999, tails: [best, worstTail] }) => ({ y: 1e6 / p999, interval: [1e6 / worstTail, 1e6 / best] }),
        [
          { name: '1 kHz', y: 1 },
          { name: '10 kHz', y: 10 },
          { name: 'one unit', y: 1e6 / floor.p999 },
        ],
      ),
      chart(
        'A typical step against parameters',
        `Median over bursts of 100 steps. The dashed line is what a call costs; cells leave it from ${shown(Math.min(...doubled.map((x) => x ?? Number.POSITIVE_INFINITY)))} to ${shown(Math.max(...doubled.map((x) => x ?? 0)))} parameters on.`,
        'a step',
        'ns',
        ({ burst }) => ({ y: burst }),
        [{ name: 'one unit', y: floor.burst }],
      ),
    ],
    numbers: {
      worstSmall: worst(1e4),
      worstLarge: worst(Number.POSITIVE_INFINITY),
      largest: Math.max(...all.map(({ parameters }) => parameters)),
      shareSmall: share(1e4),
      doubledFrom: Math.min(...doubled.map((x) => x ?? Number.POSITIVE_INFINITY)),
    },
  };
}

const shown = (parameters: number | null): string =>
  parameters === null ? 'never here' : Math.round(Number(parameters.toPrecision(2))).toLocaleString('en');

/** By the slowest 99.9 % quantiles of models up to 10,000 parameters and of all. */
export function verdict(numbers: NonNullable<Findings['numbers']>): Verdict {
  const rate = (ns: number): string => `${(1e6 / ns).toPrecision(3)} kHz`;
  const { worstSmall, worstLarge, largest, shareSmall, doubledFrom } = numbers;
  const headline = `${rate(worstSmall)} with 10,000 parameters`;
  const because =
    `the slowest model of up to 10,000 parameters keeps ${rate(worstSmall)} at p99.9, and the slowest of up to ` +
    `${largest.toLocaleString('en')} keeps ${rate(worstLarge)}; up to 10,000 parameters a typical step takes at most ` +
    `${(100 * shareSmall).toPrecision(2)} % of a period at 1 kHz. Parameters double the cost of a call from about ` +
    `${Math.round(Number(doubledFrom.toPrecision(2))).toLocaleString('en')} on`;
  if (worstSmall > 1e9 / KILOHERTZ) return { verdict: 'holds', headline, because };
  if (worstLarge > 1e9 / (10 * KILOHERTZ))
    return {
      verdict: 'holds only if …',
      headline,
      condition: `at 10 kHz, for the slowest models of up to ${largest.toLocaleString('en')} parameters`,
      because,
    };
  return { verdict: 'does not hold', headline, because };
}

function make({ effort }: Setting): Claim {
  return {
    title: 'Every parameter counts at kilohertz',
    source: 'the post on liquid networks at the edge that this project began with',
    claimed:
      'at loop rates of 1 kHz and more every parameter counts, which is why liquid networks of few are needed',
    headline: 'every parameter counts',
    protocol: [
      `Six cells at ${UNITS[effort].length} widths, ${INPUTS} inputs and one output, random weights: time depends on none of them`,
      `Each model is stepped one step at a time from JavaScript on one core; ${ROUNDS[effort]} rounds, all models in turn, medians over rounds`,
      'The highest rate is that whose period holds 99.9 % of the steps; a model of one unit shows what the call costs',
    ],
    departures: [
      'the source names no device: this is the machine below, and nothing here says what a microcontroller does',
      'p99.9 is what the host does to a step, garbage and interrupts included, and no real-time operating system',
    ],
    rule:
      'holds if a model of at most 10,000 parameters misses 1 kHz at p99.9; holds only at 10 kHz, if a larger ' +
      'one misses that; does not hold if all keep 10 kHz',
    panels: [],
    findings: () => findings(effort),
    verdict: (_, numbers = {}) => verdict(numbers),
  };
}

export const kilohertz: ClaimFile = { name: 'kilohertz', make };
