/** The plots of one file of results. */
import { dot, line, link, ruleX, ruleY, selectLast, text } from '@observablehq/plot';
import { stylesOf } from '../../src/charts/palette.ts';
import { colourOf, DASH, type Frame, legend, MUTED, svg, svgFile } from '../../src/charts/svg.ts';
import type { Tail } from '../loop/tail.ts';
import type { Parts } from './results.ts';

export interface PlotFile {
  /** The last part of its file's name. */
  readonly name: string;
  /** What it shows, for those who do not see it. */
  readonly caption: string;
  readonly svg: string;
}

/** The styles' colours, in the order of the names. */
const series = { type: 'ordinal', range: Array.from({ length: 7 }, (_, i) => colourOf(i)) } as const;

/** Title and legend, above the plot. */
const frame = (title: string, names: readonly string[] = []): Frame => ({
  title,
  heading: true,
  key: legend(
    stylesOf(names).map((style, i) => ({ name: names[i], style: { ...style, marker: 'circle' } })),
    'marker',
  ),
});

const file = (...given: Parameters<typeof svg>): string => svgFile(svg(...given));

/** Cost against width; the straight line is drawn where it was fitted, at these multiply-adds. */
function width({ scale }: Parts): PlotFile | undefined {
  if (!scale) return undefined;
  const points = scale.widths.flatMap(({ cell, points, line: fit }) =>
    points.map(({ units, multiplyAdds, nanoseconds: { median, p10, p90 } }) => ({
      cell,
      units,
      median,
      p10,
      p90,
      fitted: fit.intercept + fit.slope * multiplyAdds,
    })),
  );
  const caption =
    'cost of a step against units: medians with p10 to p90, and the line in multiply-adds (dashed)';
  return {
    name: 'width',
    caption,
    svg: file(frame('A step against the width of the layer, ns'), {
      x: { type: 'log', base: 2, label: 'units', tickFormat: 'd', ticks: [4, 8, 16, 32, 64, 128, 256, 512] },
      y: { type: 'log', label: null, grid: true, tickFormat: ',d', ticks: 5 },
      color: series,
      marginRight: 60,
      marks: [
        line(points, { x: 'units', y: 'fitted', stroke: 'cell', strokeDasharray: DASH }),
        ruleX(points, { x: 'units', y1: 'p10', y2: 'p90', stroke: 'cell', strokeWidth: 2 }),
        dot(points, { x: 'units', y: 'median', fill: 'cell', r: 3.5 }),
        text(
          points,
          selectLast({ x: 'units', y: 'median', z: 'cell', text: 'cell', dx: 10, textAnchor: 'start' }),
        ),
      ],
    }),
  };
}

function unfolds({ scale }: Parts): PlotFile | undefined {
  if (!scale) return undefined;
  const { inputs, units, points, line: fit } = scale.unfolds;
  const rows = points.map(({ unfolds, nanoseconds }) => ({ unfolds, ...nanoseconds }));
  const at = (x: number): number => fit.intercept + fit.slope * x;
  const last = points.length;
  return {
    name: 'unfolds',
    caption: 'cost of a step against unfolds: medians with p10 to p90, and the fitted line',
    svg: file(frame(`A step of LTC (${inputs}, ${units}) against its unfolds, ns`), {
      x: { label: 'unfolds', ticks: last, domain: [0, last] },
      y: { label: null, grid: true, zero: true },
      marks: [
        link([null], { x1: 0, y1: at(0), x2: last, y2: at(last), stroke: MUTED, strokeDasharray: DASH }),
        ruleX(rows, { x: 'unfolds', y1: 'p10', y2: 'p90', stroke: colourOf(2), strokeWidth: 2 }),
        dot(rows, { x: 'unfolds', y: 'median', fill: colourOf(2), r: 3.5 }),
      ],
    }),
  };
}

function ratios({ step }: Parts): PlotFile | undefined {
  const rows = (step?.results ?? []).flatMap(({ cell, units, machineByC }) =>
    machineByC ? [{ cell, units: String(units), ...machineByC }] : [],
  );
  if (rows.length === 0) return undefined;
  const widths = [...new Set(rows.map(({ units }) => units))].sort((a, b) => Number(a) - Number(b));
  return {
    name: 'ratios',
    caption: 'a step by the time of C with SSE4.2, for each cell and width: medians with p10 to p90',
    svg: file(frame('A step / C with SSE4.2, each cell by units', widths), {
      width: 960,
      fx: {
        label: null,
        axis: 'bottom',
        domain: [...new Set(rows.map(({ cell }) => cell))],
        padding: 0.12,
      },
      x: { label: null, axis: null, domain: widths },
      y: { label: null, grid: true, zero: true },
      color: { ...series, domain: widths },
      marks: [
        ruleY([1], { stroke: 'currentColor' }),
        ruleX(rows, { fx: 'cell', x: 'units', y1: 'p10', y2: 'p90', stroke: 'units', strokeWidth: 2 }),
        dot(rows, { fx: 'cell', x: 'units', y: 'median', fill: 'units', r: 3.5 }),
      ],
    }),
  };
}

/** Of all ticks, the part slower than a quantile. */
const SLOWER: readonly (readonly [keyof Tail, number])[] = [
  ['p50', 0.5],
  ['p90', 0.1],
  ['p99', 0.01],
  ['p999', 0.001],
  ['p9999', 0.0001],
];

const DECADES: readonly (readonly [number, string])[] = [
  [1e2, '100 ns'],
  [1e3, '1 µs'],
  [1e4, '10 µs'],
  [1e5, '100 µs'],
  [1e6, '1 ms'],
  [1e7, '10 ms'],
  [1e8, '100 ms'],
];

function tails({ loop }: Parts): PlotFile | undefined {
  const fastest = Math.max(...(loop?.results ?? []).map(({ hertz }) => hertz));
  const rows = (loop?.results ?? [])
    .filter(({ hertz }) => hertz === fastest)
    .flatMap(({ name, work, whole }) =>
      [
        { kind: 'step', tail: work },
        { kind: 'tick', tail: whole },
      ].flatMap(({ kind, tail }) =>
        SLOWER.map(([quantile, slower]) => ({ name, kind, slower, ns: Math.max(tail[quantile], 10) })),
      ),
    );
  if (rows.length === 0) return undefined;
  const names = [...new Set(rows.map(({ name }) => name))];
  const times = rows.map(({ ns }) => ns);
  const decades = DECADES.filter(([ns]) => ns >= Math.min(...times) && ns <= Math.max(...times));
  return {
    name: 'tails',
    caption: `how many ticks of the ${fastest / 1000} kHz loop took longer: of the step alone, and of the whole tick (dashed)`,
    svg: file(
      frame(`The slow ticks of the ${fastest / 1000} kHz loop: part of all that took longer`, names),
      {
        x: {
          type: 'log',
          label: 'step alone; whole tick dashed',
          grid: true,
          ticks: decades.map(([ns]) => ns),
          tickFormat: (ns: number) => new Map(decades).get(ns) ?? '',
        },
        y: { type: 'log', label: null, ticks: SLOWER.map(([, part]) => part), tickFormat: '~%', grid: true },
        color: { ...series, domain: names },
        marginRight: 40,
        marks: [
          ruleX([1e9 / fastest], { stroke: 'currentColor', strokeDasharray: '2,3' }),
          text([1e9 / fastest], {
            x: (x: number) => x,
            y: 0.0001,
            text: () => 'period',
            dx: 4,
            dy: -8,
            textAnchor: 'start',
          }),
          ...(['step', 'tick'] as const).map((kind) =>
            line(
              rows.filter((row) => row.kind === kind),
              { x: 'ns', y: 'slower', stroke: 'name', ...(kind === 'tick' && { strokeDasharray: DASH }) },
            ),
          ),
          dot(rows, { x: 'ns', y: 'slower', fill: 'name', r: 2.5 }),
        ],
      },
    ),
  };
}

/** Those of parts that were measured. */
export const plotsOf = (parts: Parts): PlotFile[] =>
  [width, unfolds, ratios, tails].flatMap((draw) => draw(parts) ?? []);
