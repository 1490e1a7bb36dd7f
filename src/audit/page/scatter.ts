import type { PanelResult } from '../result.ts';
import { legend } from './legend.ts';
import { markerPath } from './marker.ts';
import { grouped, logTick } from './number-format.ts';
import { stylesOf } from './palette.ts';
import { append, type Place, widthOf } from './place.ts';
import { areaOf, plot, type Scale } from './plot.ts';

const logarithmic: Scale = { log: true, ticks: (values) => values.map(logTick) };

/** Moves labels apart that are closer than `gap`, keeping their order, within the limits where they fit. */
export function spreadLabels(
  places: readonly number[],
  gap: number,
  [top, bottom]: readonly [number, number],
): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const moved = [...places];
  let free = top;
  for (const i of order) {
    moved[i] = Math.max(free, moved[i]);
    free = moved[i] + gap;
  }
  let limit = bottom;
  for (const i of order.reverse()) {
    moved[i] = Math.min(limit, moved[i]);
    limit = moved[i] - gap;
  }
  return moved;
}

/** A range that holds all positive values, with room at both ends; zero has no place on a logarithmic axis. */
function rangeOf(values: readonly number[]): [number, number] {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return [0.1, 10];
  const min = Math.min(...positive);
  const max = Math.max(...positive);
  const room = Math.max(1.3, (max / min) ** 0.08);
  return [min / room, max * room];
}

/** The headline error against parameters, both logarithmic: contenders as markers with their range, baselines as lines. */
export function scatter(
  place: Place,
  { metrics, contenders, baselines }: PanelResult,
  names: readonly string[],
): void {
  const { theme, width } = place;
  const [metric] = metrics;
  const styles = stylesOf(
    theme,
    contenders.map(({ name }) => name),
    names,
  );
  const points = contenders.map(({ name, parameters, errors }, i) => ({
    name,
    parameters: Math.max(1, parameters),
    style: styles[i],
    ...errors.wasmF32[metric.key],
  }));
  const lines = baselines
    .map(({ name, parameters, errors }) => ({ name, parameters, error: errors[metric.key] }))
    .filter(({ error }) => Number.isFinite(error) && error !== null)
    .sort((a, b) => b.error - a.error);
  const labels = lines.map(({ name, parameters }) =>
    parameters > 0 ? `${name} (${grouped(parameters)})` : name,
  );
  const widest = Math.max(0, ...labels.map(widthOf));
  const abbreviated = widest > 0.32 * width;
  const letters = labels.map((_, i) => String.fromCharCode(97 + (i % 26)));
  const texts = abbreviated ? letters : labels;
  const xRange = rangeOf(points.map(({ parameters }) => parameters));
  const yRange = rangeOf([
    ...points.flatMap(({ median, low, high }) => [median, low, high]),
    ...lines.map(({ error }) => error),
  ]);

  const u = plot(place, {
    x: { label: 'parameters', unit: '' },
    y: metric,
    scales: { x: logarithmic, y: logarithmic },
    ranges: { x: xRange, y: yRange },
    height: width < 560 ? 270 : 310,
    padding: { right: lines.length > 0 ? 26 + Math.max(...texts.map(widthOf)) : 16 },
    data: [xRange, [null, null]],
    series: [{ show: false }],
    overlay: (plot, context) => {
      const area = areaOf(plot);
      const toX = (value: number): number => area.left + plot.valToPos(value, 'x');
      const bottom = area.top + area.height;
      const toY = (value: number): number => (value > 0 ? area.top + plot.valToPos(value, 'y') : bottom);

      const heights = lines.map(({ error }) => toY(error));
      const beside = spreadLabels(heights, 14, [area.top + 4, bottom - 6]);
      const right = area.left + area.width;
      context.strokeStyle = context.fillStyle = theme.muted;
      context.textAlign = 'left';
      context.textBaseline = 'middle';
      context.lineWidth = 1;
      lines.forEach((_, i) => {
        context.setLineDash([5, 4]);
        context.beginPath();
        context.moveTo(area.left, heights[i]);
        context.lineTo(right, heights[i]);
        context.stroke();
        context.setLineDash([]);
        context.beginPath();
        context.moveTo(right, heights[i]);
        context.lineTo(right + 12, beside[i]);
        context.lineTo(right + 16, beside[i]);
        context.stroke();
        context.fillText(texts[i], right + 19, beside[i]);
      });

      points.forEach(({ parameters, median, low, high, style }, i) => {
        if (place.hidden.has(i) || !Number.isFinite(median) || median === null) return;
        const x = toX(parameters);
        context.strokeStyle = context.fillStyle = style.colour;
        context.lineWidth = 2;
        if (Number.isFinite(low) && Number.isFinite(high)) {
          context.beginPath();
          for (const end of [toY(low), toY(high)]) {
            context.moveTo(x - 4, end);
            context.lineTo(x + 4, end);
          }
          context.moveTo(x, toY(low));
          context.lineTo(x, toY(high));
          context.stroke();
        }
        const outline = new Path2D(markerPath(style.marker, x, toY(median), 5));
        if (style.marker === 'ring') context.fillStyle = theme.background;
        context.fill(outline);
        context.stroke(outline);
        if (median === 0) context.fillText('0', x + 10, bottom - 8);
      });
    },
  });
  legend(place, 'marker', points, () => u.redraw(false));

  const missing = points.filter(({ median }) => !Number.isFinite(median) || median === null);
  const notes = [
    ...(abbreviated ? [labels.map((label, i) => `${letters[i]}: ${label}`).join(' · ')] : []),
    ...(missing.length > 0 ? [`not finite: ${missing.map(({ name }) => name).join(', ')}`] : []),
    ...([...points.map(({ median }) => median), ...lines.map(({ error }) => error)].includes(0)
      ? ['an error of 0 stands on the lower edge']
      : []),
  ];
  for (const note of notes) append(place.element, 'p', 'aside', note);
}
