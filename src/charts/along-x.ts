/** Draws lines and heat maps along an axis. */
import { dot, line, type Markish, type PlotOptions } from '@observablehq/plot';
import { type HeatMap, isNumber, type LineChart } from './chart.ts';
import { type MarkPlan, planMarks, ROW } from './labels.ts';
import { digits, withUnit } from './number-format.ts';
import {
  colourBar,
  colourOf,
  DASH,
  escaped,
  keyed,
  MUTED,
  rgb,
  svg,
  WIDTH,
  widthOf,
  written,
} from './svg.ts';
import { linearTicks } from './ticks.ts';

/** The most points of a line: more than its pixels cannot be told apart. */
const POINTS = WIDTH;
/** With fewer points, each gets a dot that says its value. */
const FEW = 40;
/** The most cells and rows of a heat map. */
const CELLS = 2400;
const ROWS = 24;
/** Steps of colour. */
const SHADES = 63;
const MARGINS = { marginLeft: 60, marginRight: 20 };
const INNER = WIDTH - MARGINS.marginLeft - MARGINS.marginRight;

/** Plot also passes all ticks, but its types do not say so. */
const tick = (_: number, i: number, all: readonly number[] = []): string => linearTicks(all)[i];

/** A linear axis whose ticks have enough digits to tell them apart. */
export const linearAxis: PlotOptions['x'] = { type: 'linear', tickFormat: tick };

export const NOTHING = 'No value is finite: there is nothing to draw.';

/** From the first value of x to the last. */
function extentOf(values: readonly number[]): [number, number] {
  const [first, last] = [values[0], values[values.length - 1]];
  return first < last ? [first, last] : [first - 1, first + 1];
}

/** @throws RangeError if x does not ascend or a series has another length */
function check(x: readonly number[], series: readonly { name: string; values: ArrayLike<unknown> }[]): void {
  const back = x.findIndex((value, i) => i > 0 && !(value >= x[i - 1]));
  if (back > 0) throw new RangeError(`x must ascend, but does not at its value ${back + 1}`);
  for (const { name, values } of series)
    if (values.length !== x.length)
      throw new RangeError(`${name} has ${values.length} values for ${x.length} of x`);
}

/** Vertical lines through the area, with labels above it. A light edge sets them off from colours. */
const marksOf = ({ labels }: MarkPlan): Markish =>
  written(({ x }, { left, top, bottom }) => {
    const at = labels.map((label) => ({ ...label, x: x!(label.at), y: top - 6 - ROW * label.row }));
    const lines = at.map((label) => `M${label.x} ${label.y + 3}V${bottom}`).join('');
    const over = at.map(
      (label) =>
        `<rect x="${left + label.left - 2}" y="${label.y - 10}" width="${label.width + 4}" height="13" fill="var(--background)"/>` +
        `<text x="${left + label.left + label.width / 2}" y="${label.y}" fill="${MUTED}">${escaped(label.text)}</text>`,
    );
    return (
      `<path d="${lines}" stroke="var(--background)" stroke-width="3" opacity="0.7"/>` +
      `<path d="${lines}" stroke="${MUTED}" stroke-dasharray="${DASH}"/>${over.join('')}`
    );
  });

/** Series over a common x; gaps where a value is missing or not finite. */
export function lines(chart: LineChart, contenders: readonly string[]): string {
  const { title, note, x, y, series, marks } = chart;
  check(
    x.values,
    series.map(({ name, values }) => ({ name: `series "${name}"`, values })),
  );
  const { styles, key } = keyed(series, contenders, 'line');
  const extent = extentOf(x.values);
  const plan = planMarks(marks, extent, INNER, widthOf);
  const every = Math.ceil(x.values.length / POINTS);
  const drawn = series.flatMap(({ name, values }, s): Markish[] => {
    const rows = values
      .map((value, i) => ({
        x: x.values[i],
        y: isNumber(value) ? value : null,
        alone: !isNumber(values[i - 1]) && !isNumber(values[i + 1]),
      }))
      .filter((_, i) => i % every === 0);
    const stroke = colourOf(styles[s].colour);
    const dots = rows.filter((row) => isNumber(row.y) && (row.alone || x.values.length < FEW));
    return [
      line(rows, { x: 'x', y: 'y', stroke, strokeWidth: 1.5, strokeDasharray: styles[s].dash.join(',') }),
      dot(dots, {
        x: 'x',
        y: 'y',
        r: 2.5,
        fill: stroke,
        title: (row) => `${name}: ${digits(row.y)} at ${digits(row.x)}`,
      }),
    ];
  });
  const none = !series.some(({ values }) => values.some(isNumber));
  return svg(
    { title, note, y: withUnit(y), key, asides: [none ? NOTHING : '', plan.explanation] },
    {
      ...MARGINS,
      marginTop: plan.height,
      height: 300 + plan.height,
      x: { ...linearAxis, label: withUnit(x), domain: extent },
      y: { ...linearAxis, label: null, grid: true, nice: true },
      marks: [marksOf(plan), ...drawn],
    },
  );
}

/** Maps values to 0 … 1. */
export interface Levels {
  /** All but the outermost hundredths of the values lie between these. */
  readonly min: number;
  readonly max: number;
  /** Whether the scale is logarithmic: positive values span more than a factor of 1000. */
  readonly log: boolean;
  /** Whether some values lie outside. They get the colour of the nearer end. */
  readonly clipped: boolean;
  readonly level: (value: number) => number;
}

const LOG_FROM = 1000;

/** @returns null if no value is finite */
export function levelsOf(rows: HeatMap['rows']): Levels | null {
  const sorted = Float64Array.from(rows.flat().filter((value) => Number.isFinite(value))).sort();
  if (sorted.length === 0) return null;
  const outside = Math.floor(sorted.length / 100);
  const min = sorted[outside];
  const max = sorted[sorted.length - 1 - outside];
  const log = min > 0 && max / min > LOG_FROM;
  const scale = log ? Math.log : (value: number): number => value;
  const width = scale(max) - scale(min) || 1;
  return {
    min,
    max,
    log,
    clipped: sorted[0] < min || sorted[sorted.length - 1] > max,
    level: (value) => (scale(value) - scale(min)) / width,
  };
}

/** The mean of the finite values; NaN if there are none. */
function meanOf(values: readonly number[]): number {
  const shown = values.filter(Number.isFinite);
  return shown.reduce((sum, value) => sum + value, 0) / shown.length;
}

/** Draws every n-th row in cells, each the mean of neighbours along x so that there are few enough: one path a colour. */
function cellsOf({ x, rows }: HeatMap, { level }: Levels): Markish {
  const every = Math.ceil(rows.length / ROWS);
  const width = Math.ceil((x.values.length * Math.ceil(rows.length / every)) / CELLS);
  const [, end] = extentOf(x.values);
  return written((scales, { left, right, top, bottom }) => {
    const toX = scales.x as (value: number) => number;
    const height = ((bottom - top) / rows.length) * every;
    const paths = new Map<string, string>();
    for (let r = 0; r < rows.length; r += every)
      for (let i = 0; i < x.values.length; i += width) {
        const mean = meanOf(rows[r].slice(i, i + width));
        if (!Number.isFinite(mean)) continue;
        const colour = rgb(Math.round(SHADES * level(mean)) / SHADES);
        const from = toX(x.values[i]);
        const cell = `M${from} ${top + (r / every + 0.5) * height}h${toX(x.values[i + width] ?? end) - from + 0.4}`;
        paths.set(colour, (paths.get(colour) ?? '') + cell);
      }
    const cells = [...paths].map(([colour, path]) => `<path d="${path}" stroke="${colour}"/>`);
    // a value that is not finite shows the background
    const ground = `<path d="M${left} ${top}H${right}V${bottom}H${left}Z" fill="var(--grid)"/>`;
    return `${ground}<g stroke-width="${height + 0.4}">${cells.join('')}</g>`;
  });
}

/** A row of colour for each unit, over x. */
export function heat(chart: HeatMap): string {
  const { title, note, x, y, rows, colour, marks } = chart;
  check(
    x.values,
    rows.map((values, r) => ({ name: `row ${r}`, values })),
  );
  const levels = levelsOf(rows);
  const extent = extentOf(x.values);
  const plan = planMarks(marks, extent, INNER, widthOf);
  const label = `${withUnit(colour)}${levels?.log ? ', logarithmic' : ''}:`;
  const [least, greatest] = levels?.clipped ? ['≤ ', '≥ '] : ['', ''];
  return svg(
    {
      title,
      note,
      y: withUnit(y),
      key: levels ? colourBar(label, least + digits(levels.min), greatest + digits(levels.max)) : undefined,
      asides: [levels ? '' : NOTHING, plan.explanation],
    },
    {
      ...MARGINS,
      marginTop: plan.height,
      height: 90 + plan.height + rows.length * Math.max(4, Math.min(24, Math.round(260 / rows.length))),
      x: { ...linearAxis, label: withUnit(x), domain: extent },
      y: { ...linearAxis, label: null, domain: [rows.length - 0.5, -0.5], interval: 1 },
      marks: [levels && cellsOf(chart, levels), marksOf(plan)],
    },
  );
}
