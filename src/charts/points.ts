/** Draws series of points, and histograms. */
import { areaY, axisX, axisY, gridY, line, type Markish, type PlotOptions } from '@observablehq/plot';
import { linearAxis } from './along-x.ts';
import { type Histogram, isNumber, type PointChart, type ScaledAxis } from './chart.ts';
import { planReferences, type ReferencePlan, spreadLabels } from './labels.ts';
import { digits, withUnit } from './number-format.ts';
import { markerPath, type SeriesStyle } from './palette.ts';
import { colourOf, DASH, escaped, keyed, MUTED, svg, WIDTH, widthOf, written } from './svg.ts';
import { durationTick, logSplits, logTick } from './ticks.ts';

/** Beyond this many, points are specks that do not say their values. */
const MANY = 60;

type Series = PointChart['series'][number];
type Point = Series['points'][number];

/** A range that holds all values, with room at both ends. A logarithmic axis holds positive values only. */
function rangeOf(values: readonly (number | undefined)[], scale: ScaledAxis['scale']): [number, number] {
  const shown = values.filter((value) => isNumber(value) && (scale === 'linear' || value > 0)) as number[];
  if (shown.length === 0) return scale === 'log' ? [0.1, 10] : [0, 1];
  const [min, max] = [Math.min(...shown), Math.max(...shown)];
  if (scale === 'linear') {
    const room = 0.06 * (max - min) || 0.1 * Math.abs(max) || 1;
    return [min - room, max + room];
  }
  const room = Math.max(1.3, (max / min) ** 0.08);
  return [min / room, max * room];
}

/** The most ticks that have room on the x and y axis. */
const TICKS = { x: 8, y: 7 };

function axisOf(
  key: 'x' | 'y',
  { scale, ...axis }: ScaledAxis,
  domain: readonly [number, number],
  text = logTick,
): { readonly scale: PlotOptions['x']; readonly marks: Markish } {
  const label = key === 'x' ? withUnit(axis) : null;
  if (scale === 'linear') return { scale: { ...linearAxis, domain, label, grid: key === 'y' }, marks: [] };
  const ticks = logSplits(...domain, TICKS[key]);
  // as separate marks, because Plot omits some labels of a logarithmic scale
  const marks = key === 'x' ? axisX(ticks, { label, text }) : [gridY(ticks), axisY(ticks, { label, text })];
  return { scale: { type: 'log', domain, axis: null }, marks };
}

/** The tooltip of a point. */
const tellOf = (name: string, { x, y, interval }: Point, axis: ScaledAxis): string =>
  `${name}: ${digits(y)}${interval ? ` [${interval.map(digits).join(', ')}]` : ''} at ${axis.label} ${digits(x)}`;

/** Bars, markers and labels of a series. `toY` moves values that the axis cannot show to its lower edge. */
function seriesMarkup(
  { name, points, line: joined }: Series,
  { colour, marker }: SeriesStyle,
  axis: ScaledAxis,
  toX: (x: number) => number,
  toY: (y: number) => number,
): string {
  const paint = colourOf(colour);
  const shown = points.filter(({ y }) => isNumber(y));
  if (shown.length > MANY) {
    const specks = shown.map(({ x, y }) => `M${toX(x)} ${toY(y)}h0`).join('');
    return `<path d="${specks}" stroke="${paint}" stroke-width="3" stroke-linecap="round"/>`;
  }
  const bars = shown.map(({ x, interval }) => {
    if (!interval?.every(isNumber)) return '';
    const [at, low, high] = [toX(x), ...interval.map(toY)];
    return `M${at - 4} ${low}h8M${at} ${low}V${high}M${at - 4} ${high}h8`;
  });
  const markers = shown.map((point) => {
    const path = markerPath(marker, toX(point.x), toY(point.y), joined ? 4 : 5);
    return `<path d="${path}"><title>${escaped(tellOf(name, point, axis))}</title></path>`;
  });
  const fill = marker === 'ring' ? 'var(--background)' : paint;
  return `<g stroke="${paint}" stroke-width="2" fill="${fill}"><path d="${bars.join('')}"/>${markers.join('')}</g>`;
}

/** Labels single points on their right, or on their left if there is no room. */
const pointLabels = (
  points: readonly Point[],
  toX: (x: number) => number,
  toY: (y: number) => number,
): string =>
  points
    .map(({ x, y, label }) => {
      if (label === undefined || !isNumber(y)) return '';
      const right = toX(x) + 6 + widthOf(label) < WIDTH;
      return (
        `<text x="${toX(x) + (right ? 6 : -6)}" y="${toY(y) - 6}" fill="${MUTED}" ` +
        `text-anchor="${right ? 'start' : 'end'}">${escaped(label)}</text>`
      );
    })
    .join('');

/** Dashed lines with their names at the right. */
const referenceMarks = ({ lines }: ReferencePlan, onAxis: (y: number) => number): Markish =>
  written((scales, { left, right, top, bottom }) => {
    const heights = lines.map(({ y }) => scales.y!(onAxis(y)));
    const beside = spreadLabels(heights, 15, [top + 4, bottom - 6]);
    return lines
      .map(
        ({ text }, i) =>
          `<g stroke="${MUTED}" fill="none"><path d="M${left} ${heights[i]}H${right}" stroke-dasharray="${DASH}"/>` +
          `<path d="M${right} ${heights[i]}L${right + 12} ${beside[i]}h4"/></g>` +
          `<text x="${right + 19}" y="${beside[i] + 4}" fill="${MUTED}" text-anchor="start">${escaped(text)}</text>`,
      )
      .join('');
  });

/** Points with error bars, joined by lines if the series says so, and dashed lines for references. */
export function points(chart: PointChart, contenders: readonly string[]): string {
  const { title, note, x, y, series, references } = chart;
  const all = series.flatMap((one) => one.points);
  const plan = planReferences(references, WIDTH, widthOf);
  const { styles, key } = keyed(series, contenders, series.some((one) => one.line) ? 'both' : 'marker');
  const yRange = rangeOf(
    [...all.flatMap((point) => [point.y, ...(point.interval ?? [])]), ...plan.lines.map((one) => one.y)],
    y.scale,
  );
  const xRange = rangeOf(
    all.map((point) => point.x),
    x.scale,
  );
  const [along, up] = [axisOf('x', x, xRange), axisOf('y', y, yRange)];
  const onAxis = (value: number): number => (y.scale === 'log' && value <= 0 ? yRange[0] : value);
  const joined = series.flatMap((one, s): Markish[] => {
    const rows = one.points.filter((point) => isNumber(point.y));
    const style = { stroke: colourOf(styles[s].colour), strokeDasharray: styles[s].dash.join(',') };
    return one.line ? [line(rows, { x: 'x', y: (point: Point) => onAxis(point.y), ...style })] : [];
  });
  const missing = series.filter((one) => one.points.some((point) => !isNumber(point.y)));
  const isLow = [...all, ...plan.lines].some((one) => y.scale === 'log' && isNumber(one.y) && one.y <= 0);
  return svg(
    {
      title,
      note,
      y: withUnit(y),
      key,
      asides: [
        plan.explanation,
        missing.length > 0 ? `not finite: ${missing.map(({ name }) => name).join(', ')}` : '',
        isLow ? 'what is 0 stands on the lower edge' : '',
      ],
    },
    {
      marginRight: Math.max(20, plan.width),
      x: along.scale,
      y: up.scale,
      marks: [
        along.marks,
        up.marks,
        referenceMarks(plan, onAxis),
        ...joined,
        written((scales) => {
          const toX = (value: number): number => scales.x!(value);
          const toY = (value: number): number => scales.y!(onAxis(value));
          const markup = series.map((one, s) => seriesMarkup(one, styles[s], x, toX, toY));
          return markup.join('') + pointLabels(all, toX, toY);
        }),
      ],
    },
  );
}

/** Distributions of durations, one outline for each series. */
export function histogram({ title, note, x, y, series }: Histogram, contenders: readonly string[]): string {
  const edges = series.flatMap((one) => one.edges);
  const extent = [Math.min(...edges), Math.max(...edges)] as const;
  const along = axisOf('x', { ...x, scale: 'log' }, extent, durationTick);
  const { styles, key } = keyed(series, contenders, 'line');
  const outlines = series.map((one, s) => {
    const rows = one.edges.map((edge, i) => ({ x: edge, y: one.shares[i] ?? 0 }));
    const [paint, curve] = [colourOf(styles[s].colour), 'step-after'] as const;
    return [
      areaY(rows, { x: 'x', y: 'y', curve, fill: paint, fillOpacity: 0.13 }),
      line(rows, { x: 'x', y: 'y', curve, stroke: paint, strokeDasharray: styles[s].dash.join(',') }),
    ];
  });
  return svg(
    {
      title,
      note,
      y: withUnit(y),
      key,
    },
    {
      x: along.scale,
      y: { ...linearAxis, label: null, grid: true },
      marks: [along.marks, outlines],
    },
  );
}
