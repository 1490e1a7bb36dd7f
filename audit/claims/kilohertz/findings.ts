/** Tables and charts of the times, and the numbers that the verdict needs. */
import type { PointChart } from '../../../src/charts/chart.ts';
import { median } from '../../../src/data/sequence.ts';
import { bootstrap } from '../../../src/measure/statistics.ts';
import type { Findings, Setting } from '../../claim.ts';
import type { Table } from '../../result.ts';

import { cells, crossing, type Measured, measureAll, ROUNDS, slopeOf } from './measure.ts';

/** Above it a model's own work is most of a step. */
const LARGE = 1000;

/** The needs of all measured models: the floor, and the points of each cell. */
interface Times {
  readonly floor: Measured;
  readonly all: readonly Measured[];
  readonly byCell: readonly { readonly name: string; readonly points: readonly Measured[] }[];
  /** The parameters from which a typical step takes twice the floor, for each cell. */
  readonly doubled: readonly (number | null)[];
}

export function findings(effort: Setting['effort']): Findings {
  const [floor, ...all] = measureAll(effort);
  const byCell = cells.map(({ name }) => ({ name, points: all.filter(({ cell }) => cell === name) }));
  const doubled = byCell.map(({ points }) =>
    crossing(
      points.map(({ parameters, burst }) => ({ parameters, time: burst })),
      2 * floor.burst,
    ),
  );
  const times = { floor, all, byCell, doubled };
  const worst = (limit: number): number =>
    Math.max(...all.filter((m) => m.parameters <= limit).map((m) => m.p999));
  const share = (limit: number): number =>
    Math.max(...all.filter((m) => m.parameters <= limit).map((m) => m.burst)) / 1e6;
  return {
    tables: [stepTable(times, ROUNDS[effort]), crossingTable(times)],
    charts: [rateChart(times), stepChart(times)],
    numbers: {
      worstSmall: worst(1e4),
      worstLarge: worst(Number.POSITIVE_INFINITY),
      largest: Math.max(...all.map(({ parameters }) => parameters)),
      shareSmall: share(1e4),
      doubledFrom: Math.min(...doubled.map((x) => x ?? Number.POSITIVE_INFINITY)),
    },
  };
}

const stepTable = ({ floor, all }: Times, rounds: number): Table => ({
  title: 'Steps of models of every size',
  note: `Medians over ${rounds} rounds in turn, weights in f32, one step at a time from JavaScript; the floor is a model of one unit`,
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
});

function crossingTable({ byCell, doubled }: Times): Table {
  const slopes = byCell.map(({ points }) => {
    const large = points.filter(({ parameters }) => parameters >= LARGE);
    const each = points[0].bursts.map((_, round) =>
      slopeOf(large.map(({ parameters, bursts }) => ({ parameters, time: bursts[round] }))),
    );
    return { median: median(each), interval: bootstrap(each) };
  });
  return {
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
  };
}

/** A number of each model against its parameters. */
const chart = (
  byCell: Times['byCell'],
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

const rateChart = ({ floor, byCell }: Times): PointChart =>
  chart(
    byCell,
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
  );

const stepChart = ({ floor, byCell, doubled }: Times): PointChart =>
  chart(
    byCell,
    'A typical step against parameters',
    `Median over bursts of 100 steps. The dashed line is what a call costs; cells leave it from ${shown(Math.min(...doubled.map((x) => x ?? Number.POSITIVE_INFINITY)))} to ${shown(Math.max(...doubled.map((x) => x ?? 0)))} parameters on.`,
    'a step',
    'ns',
    ({ burst }) => ({ y: burst }),
    [{ name: 'one unit', y: floor.burst }],
  );

const shown = (parameters: number | null): string =>
  parameters === null ? 'never here' : Math.round(Number(parameters.toPrecision(2))).toLocaleString('en');
