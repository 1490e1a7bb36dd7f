import type { HeatMap } from './chart.ts';
import { drawMarks, explainMarks, planMarks } from './marks.ts';
import { digits, linearTicks, withUnit } from './number-format.ts';
import { append, font, type Place, widthOf } from './place.ts';
import { linearSplits } from './ticks.ts';
import { viridis } from './viridis.ts';

/** Maps values to 0 … 1. */
export interface Levels {
  /** All but the outermost hundredths of the values lie between these. */
  readonly min: number;
  readonly max: number;
  /** By the logarithm, as positive values differ by more than a factor of 1000. */
  readonly log: boolean;
  /** Some values lie outside and have the colour of the nearer end. */
  readonly clipped: boolean;
  readonly level: (value: number) => number;
}

const LOG_FROM = 1000;

/** @returns null where no value is finite */
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

/** A canvas of so many CSS pixels. */
export function canvas(parent: HTMLElement, width: number, height: number): CanvasRenderingContext2D {
  const element = append(parent, 'canvas', '');
  const ratio = Math.max(1, devicePixelRatio);
  element.width = Math.round(width * ratio);
  element.height = Math.round(height * ratio);
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
  const context = element.getContext('2d')!;
  context.scale(ratio, ratio);
  context.font = font;
  return context;
}

/** One row of pixels for each row of the map; a pixel shows the mean of what falls into it, else the value before it. */
export function image(
  { x, rows }: { readonly x: Pick<HeatMap['x'], 'values'>; readonly rows: HeatMap['rows'] },
  columns: number,
  levels: Levels,
): HTMLCanvasElement {
  const [first, last] = [x.values[0], x.values[x.values.length - 1]];
  const pixels = new ImageData(columns, rows.length);
  rows.forEach((row, r) => {
    let next = 0;
    let shown = Number.NaN;
    for (let column = 0; column < columns; column++) {
      const end = first + ((column + 1) / columns) * (last - first);
      let sum = 0;
      let count = 0;
      for (; next < row.length && (x.values[next] < end || column === columns - 1); next++) {
        const value = row[next] ?? Number.NaN;
        sum += value;
        count++;
      }
      if (count > 0) shown = sum / count;
      if (!Number.isFinite(shown)) continue;
      pixels.data.set([...viridis(levels.level(shown)), 255], 4 * (r * columns + column));
    }
  });
  const result = document.createElement('canvas');
  result.width = columns;
  result.height = rows.length;
  result.getContext('2d')!.putImageData(pixels, 0, 0);
  return result;
}

/** The colours from the least to the greatest value, with what they are. */
export function colourBar(place: Place, colour: HeatMap['colour'], { min, max, log, clipped }: Levels): void {
  const bar = append(place.element, 'div', 'colour-bar');
  append(bar, 'span', '', `${withUnit(colour)}${log ? ', logarithmic' : ''}:`);
  const scale = append(bar, 'span', 'scale');
  append(scale, 'span', '', `${clipped ? '≤ ' : ''}${digits(min)}`);
  const context = canvas(scale, 140, 12);
  const gradient = context.createLinearGradient(0, 0, 140, 0);
  for (let i = 0; i <= 18; i++) gradient.addColorStop(i / 18, `rgb(${viridis(i / 18).join(' ')})`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, 140, 12);
  append(scale, 'span', '', `${clipped ? '≥ ' : ''}${digits(max)}`);
}

/** A row of colour for each unit, over x. */
export function heatMap(place: Place, chart: HeatMap): void {
  const { x, y, rows, marks } = chart;
  const { theme, width } = place;
  for (const [r, row] of rows.entries())
    if (row.length !== x.values.length)
      throw new RangeError(`row ${r} has ${row.length} values for ${x.values.length} of x`);
  const levels = levelsOf(rows);
  if (levels === null) {
    append(place.element, 'p', 'aside', 'No value is finite: there is nothing to draw.');
    return;
  }
  const [first, last] = [x.values[0], x.values[x.values.length - 1]];
  const left = 12 + widthOf(String(rows.length - 1));
  const area = { left, top: 6, width: width - left - 16, height: 0 };
  const plan = planMarks(marks, [first, last], area.width);
  area.top += plan.height;
  area.height = rows.length * Math.max(4, Math.min(24, Math.round(260 / rows.length)));

  append(place.element, 'div', 'axis', `↑ ${withUnit(y)}`);
  const context = canvas(place.element, width, area.top + area.height + 24);
  context.fillStyle = theme.grid;
  context.fillRect(area.left, area.top, area.width, area.height);
  context.imageSmoothingEnabled = false;
  const columns = Math.max(1, Math.round(area.width * Math.max(1, devicePixelRatio)));
  context.drawImage(image(chart, columns, levels), area.left, area.top, area.width, area.height);

  const toX = (value: number): number => area.left + ((value - first) / (last - first || 1)) * area.width;
  context.fillStyle = theme.muted;
  context.strokeStyle = theme.muted;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  const rowHeight = area.height / rows.length;
  const every = Math.ceil(14 / rowHeight);
  for (let r = 0; r < rows.length; r += every)
    context.fillText(String(r), area.left - 5, area.top + (r + 0.5) * rowHeight);
  context.textAlign = 'center';
  const splits = linearSplits(first, last, Math.max(2, Math.floor(area.width / 64)));
  linearTicks(splits).forEach((text, i) => {
    const at = toX(splits[i]);
    context.fillRect(at - 0.5, area.top + area.height, 1, 4);
    context.fillText(text, Math.min(at, width - widthOf(text) / 2), area.top + area.height + 13);
  });
  drawMarks(context, area, plan, toX, theme, 'colours');
  append(place.element, 'div', 'axis x', `${withUnit(x)} →`);
  colourBar(place, chart.colour, levels);
  explainMarks(place, plan);
}
