import type { PointChart, ScaledAxis } from './chart.ts';
import { legend } from './legend.ts';
import { markerPath } from './marker.ts';
import { linearTicks, logTick } from './number-format.ts';
import { type SeriesStyle, stylesOf } from './palette.ts';
import { append, type Place, widthOf } from './place.ts';
import { areaOf, plot, type Scale } from './plot.ts';
import { drawReferences, planReferences } from './references.ts';

const scales: Readonly<Record<ScaledAxis['scale'], Scale>> = {
  linear: { log: false, ticks: linearTicks },
  log: { log: true, ticks: (values) => values.map(logTick) },
};

/** JSON has null for what is not finite. */
const isNumber = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** A range that holds all values, with room at both ends; what is not positive has no place on a logarithmic axis. */
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

/** Points with error bars, joined by lines where the series says so, and dashed lines for references. */
export function pointChart(place: Place, chart: PointChart, contenders: readonly string[]): void {
  const { theme, width } = place;
  const { series, references } = chart;
  const all = series.flatMap(({ points }) => points);
  const plan = planReferences(references, width);
  const styles = stylesOf(
    theme,
    series.map(({ name }) => name),
    contenders,
  );
  const yRange = rangeOf(
    [...all.flatMap(({ y, interval }) => [y, ...(interval ?? [])]), ...plan.lines.map(({ y }) => y)],
    chart.y.scale,
  );
  const xRange = rangeOf(
    all.map(({ x }) => x),
    chart.x.scale,
  );
  const u = plot(place, {
    x: chart.x,
    y: chart.y,
    scales: { x: scales[chart.x.scale], y: scales[chart.y.scale] },
    ranges: { x: xRange, y: yRange },
    height: width < 560 ? 270 : 310,
    padding: { right: Math.max(16, plan.width) },
    data: [xRange, [null, null]],
    series: [{ show: false }],
    overlay: (drawn, context) => {
      const area = areaOf(drawn);
      const bottom = area.top + area.height;
      const toX = (value: number): number => area.left + drawn.valToPos(value, 'x');
      const toY = (value: number): number =>
        chart.y.scale === 'log' && value <= 0 ? bottom : area.top + drawn.valToPos(value, 'y');
      drawReferences(context, area, plan, toY, theme);
      series.forEach((one, i) => {
        if (!place.hidden.has(i)) drawSeries(context, one, styles[i], theme.background, toX, toY);
      });
      labelPoints(context, series, place, toX, toY);
    },
  });
  legend(
    place,
    series.some(({ line }) => line) ? 'line' : 'marker',
    series.map(({ name }, i) => ({ name, style: styles[i] })),
    () => u.redraw(false),
  );
  const missing = series.filter(({ points }) => points.some(({ y }) => !isNumber(y)));
  const notes = [
    plan.explanation,
    missing.length > 0 ? `not finite: ${missing.map(({ name }) => name).join(', ')}` : '',
    chart.y.scale === 'log' && [...all, ...plan.lines].some(({ y }) => isNumber(y) && y <= 0)
      ? 'what is 0 stands on the lower edge'
      : '',
  ].filter(Boolean);
  if (notes.length > 0) append(place.element, 'p', 'aside', notes.join(' · '));
}

type Series = PointChart['series'][number];

function drawSeries(
  context: CanvasRenderingContext2D,
  { points, line }: Series,
  { colour, dash, marker }: SeriesStyle,
  background: string,
  toX: (value: number) => number,
  toY: (value: number) => number,
): void {
  const shown = points.filter(({ y }) => isNumber(y));
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = 1.5;
  if (line) {
    context.setLineDash([...dash]);
    context.beginPath();
    for (const { x, y } of shown) context.lineTo(toX(x), toY(y));
    context.stroke();
    context.setLineDash([]);
  }
  context.lineWidth = 2;
  for (const { x, y, interval } of shown) {
    if (interval?.every(isNumber)) {
      const [low, high] = interval.map(toY);
      context.beginPath();
      for (const end of [low, high]) {
        context.moveTo(toX(x) - 4, end);
        context.lineTo(toX(x) + 4, end);
      }
      context.moveTo(toX(x), low);
      context.lineTo(toX(x), high);
      context.stroke();
    }
    const outline = new Path2D(markerPath(marker, toX(x), toY(y), line ? 4 : 5));
    context.fillStyle = marker === 'ring' ? background : colour;
    context.fill(outline);
    context.stroke(outline);
  }
}

/** Labels of single points, to the right of them, or to the left where there is no room. */
function labelPoints(
  context: CanvasRenderingContext2D,
  series: PointChart['series'],
  { hidden, theme, width }: Place,
  toX: (value: number) => number,
  toY: (value: number) => number,
): void {
  context.fillStyle = theme.muted;
  context.textBaseline = 'bottom';
  series.forEach(({ points }, i) => {
    if (hidden.has(i)) return;
    for (const { x, y, label } of points) {
      if (label === undefined || !isNumber(y)) continue;
      const right = toX(x) + 6 + widthOf(label) < width;
      context.textAlign = right ? 'left' : 'right';
      context.fillText(label, toX(x) + (right ? 6 : -6), toY(y) - 3);
    }
  });
}
