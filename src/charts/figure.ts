/** The report's charts as static SVG, for pages that run no script. */

import { cell, dot, line, type PlotOptions, ruleX, ruleY, text } from '@observablehq/plot';
import type { Axis, Chart, HeatMap, LineChart, PointChart } from './chart.ts';
import { COLOURS, svg } from './svg.ts';
import { viridis } from './viridis.ts';

/** More points on a line are not told apart at this width. */
const POINTS = 320;
/** Cells of a heat map, across and down. */
const CELLS = { x: 96, y: 20 };

const labelOf = ({ label, unit }: Axis): string => (unit ? `${label} (${unit})` : label);
const colour = { type: 'ordinal', range: COLOURS } as const;

/** The vertical axis is named in the title, unless it is there already. */
const titled = (title: string, axis: Axis): string =>
  title.includes(axis.label) && !axis.unit ? title : `${title}: ${labelOf(axis)}`;

/** An SVG file's text. */
export function figure(chart: Chart): string {
  switch (chart.kind) {
    case 'lines':
      return lines(chart);
    case 'heat':
      return heat(chart);
    case 'points':
      return points(chart);
  }
}

/** Means of as many neighbours as it takes to have at most `most` values. */
function thinned(values: readonly (number | null)[], most: number): (number | null)[] {
  const width = Math.ceil(values.length / most);
  return Array.from({ length: Math.ceil(values.length / width) }, (_, i) => {
    const part = values
      .slice(i * width, (i + 1) * width)
      .filter((value): value is number => value !== null && Number.isFinite(value));
    return part.length === 0 ? null : part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

const marksOf = (marks: LineChart['marks'] = []) => [
  ruleX(marks, { x: 'at', stroke: '#888', strokeDasharray: '4,3' }),
  text(marks, { x: 'at', text: 'label', frameAnchor: 'top', dy: -10, fill: '#555' }),
];

function lines({ title, x, y, series, marks }: LineChart): string {
  const every = Math.ceil(x.values.length / POINTS);
  const rows = series.flatMap(({ name, values }) =>
    values.flatMap((value, i) =>
      i % every === 0 ? [{ name, x: x.values[i], y: Number.isFinite(value) ? value : null }] : [],
    ),
  );
  return svg(
    titled(title, y),
    {
      x: { label: labelOf(x) },
      y: { label: null, grid: true },
      color: { ...colour, domain: series.map(({ name }) => name) },
      marks: [
        ...marksOf(marks),
        line(rows, { x: 'x', y: 'y', stroke: 'name', strokeWidth: 1.4 }),
        ...(x.values.length < 40 ? [dot(rows, { x: 'x', y: 'y', fill: 'name', r: 2.5 })] : []),
      ],
    },
    series.map(({ name }) => name),
  );
}

function heat({ title, x, y, rows, colour: meaning, marks }: HeatMap): string {
  const columns = thinned(x.values, CELLS.x) as number[];
  const shown = rows.filter((_, r) => r % Math.ceil(rows.length / CELLS.y) === 0);
  const step = Math.ceil(rows.length / CELLS.y);
  const cells = shown.flatMap((row, r) =>
    thinned(row, CELLS.x).map((value, i) => ({ x: columns[i], y: r * step, value })),
  );
  const nearest = (at: number): number =>
    columns.reduce((best, value) => (Math.abs(value - at) < Math.abs(best - at) ? value : best));
  const options: PlotOptions = {
    x: {
      type: 'band',
      domain: columns,
      label: labelOf(x),
      ticks: columns.filter((_, i) => i % Math.ceil(columns.length / 10) === 0),
      tickFormat: (value: number) => String(Number(value.toPrecision(3))),
      padding: 0,
    },
    y: { type: 'band', label: labelOf(y), padding: 0 },
    color: {
      type: 'linear',
      range: [0, 1],
      interpolate: () => (t: number) => `rgb(${viridis(t).join(' ')})`,
      legend: false,
    },
    marks: [
      cell(cells, { x: 'x', y: 'y', fill: 'value', inset: -0.2 }),
      text(marks ?? [], {
        x: ({ at }: { at: number }) => nearest(at),
        text: 'label',
        frameAnchor: 'top',
        dy: -10,
        fill: '#555',
      }),
    ],
  };
  const finite = rows.flat().filter(Number.isFinite);
  const range = [Math.min(...finite), Math.max(...finite)].map((value) => Number(value.toPrecision(2)));
  return svg(`${title}: ${labelOf(meaning)}, dark ${range[0]} to light ${range[1]}`, options);
}

function points({ title, x, y, series, references = [] }: PointChart): string {
  const isShown = (value: number): boolean => Number.isFinite(value) && (y.scale === 'linear' || value > 0);
  const rows = series.flatMap(({ name, line: joined, points: all }) =>
    all.filter((point) => isShown(point.y)).map((point) => ({ name, joined, ...point })),
  );
  const bars = rows.flatMap(({ interval, ...point }) =>
    interval?.every(isShown) ? [{ ...point, low: interval[0], high: interval[1] }] : [],
  );
  const lower = references.filter((reference) => isShown(reference.y));
  return svg(
    titled(title, y),
    {
      x: { type: x.scale, label: labelOf(x), ticks: 6, tickFormat: x.scale === 'log' ? '~s' : undefined },
      y: {
        type: y.scale,
        label: null,
        grid: true,
        ticks: 6,
        tickFormat: y.scale === 'log' ? '~g' : undefined,
      },
      color: { ...colour, domain: series.map(({ name }) => name) },
      inset: 10,
      marginRight: lower.length > 0 ? 150 : 24,
      marks: [
        ruleY(lower, { y: 'y', stroke: '#999', strokeDasharray: '5,4' }),
        text(lower, { y: 'y', text: 'name', frameAnchor: 'right', textAnchor: 'start', dx: 6, fill: '#555' }),
        line(
          rows.filter(({ joined }) => joined),
          { x: 'x', y: 'y', stroke: 'name', strokeWidth: 1.4 },
        ),
        ruleX(bars, { x: 'x', y1: 'low', y2: 'high', stroke: 'name', strokeWidth: 1.6 }),
        dot(rows, { x: 'x', y: 'y', fill: 'name', r: 3.5 }),
        text(
          rows.filter(({ label }) => label !== undefined),
          { x: 'x', y: 'y', text: 'label', dx: 6, dy: -6, textAnchor: 'start', fill: '#555' },
        ),
      ],
    },
    series.map(({ name }) => name),
  );
}
