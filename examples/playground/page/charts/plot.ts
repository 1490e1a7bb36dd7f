/** Charts that move while the page runs: uPlot, with its axes, and what is drawn on top. */
import uPlot from 'uplot';
import type { Axis } from '../../../../src/charts/chart.ts';
import { type MarkPlan, ROW } from '../../../../src/charts/labels.ts';
import { withUnit } from '../../../../src/charts/number-format.ts';
import type { Theme } from '../../../../src/charts/palette.ts';
import { linearSplits, linearTicks, logSplits } from '../../../../src/charts/ticks.ts';
import { append, font, type Place, widthOf } from './place.ts';

/** How the values of an axis lie and read. */
export interface Scale {
  readonly log: boolean;
  readonly ticks: (values: readonly number[]) => string[];
}

export const linear: Scale = { log: false, ticks: linearTicks };

/** At least so many pixels from tick to tick. */
const SPACE = { x: 64, y: 30 };

function axisOptions({ theme }: Place, key: 'x' | 'y', scale: Scale): uPlot.Axis {
  return {
    scale: key,
    side: key === 'x' ? 2 : 3,
    stroke: theme.muted,
    font,
    grid: { stroke: theme.grid, width: 1 },
    ticks: { stroke: theme.grid, width: 1, size: 5 },
    border: { show: true, stroke: theme.muted, width: 1 },
    gap: 3,
    splits: (u, _, min, max) => {
      const length = (key === 'x' ? u.bbox.width : u.bbox.height) / uPlot.pxRatio;
      const most = Math.max(2, Math.floor(length / SPACE[key]));
      return scale.log ? logSplits(min, max, most) : linearSplits(min, max, most);
    },
    filter: (_, splits) => splits,
    values: (_, splits) => scale.ticks(splits),
    size: (_, values) =>
      key === 'x' ? 24 : 12 + Math.max(24, ...(values ?? []).map((value) => widthOf(String(value)))),
  };
}

export interface PlotOptions {
  readonly x: Axis;
  readonly y: Axis;
  readonly scales: { readonly x: Scale; readonly y: Scale };
  readonly ranges?: { readonly x?: uPlot.Scale.Range; readonly y?: uPlot.Scale.Range };
  readonly height: number;
  /** Pixels at the top and right edge. */
  readonly padding?: { readonly top?: number; readonly right?: number };
  readonly series: readonly uPlot.Series[];
  readonly data: readonly (readonly (number | null)[])[];
  /** Draws on top, in CSS pixels from the corner of the canvas. */
  readonly overlay?: (u: uPlot, context: CanvasRenderingContext2D) => void;
}

/** The area within the axes, in CSS pixels from the corner of the canvas. */
export function areaOf(u: uPlot): { left: number; top: number; width: number; height: number } {
  const { left, top, width, height } = u.bbox;
  const ratio = uPlot.pxRatio;
  return { left: left / ratio, top: top / ratio, width: width / ratio, height: height / ratio };
}

/** A uPlot with the page's axes, drawn before this returns, so that the caller sees its errors. */
export function plot(place: Place, options: PlotOptions): uPlot {
  const { scales, ranges, padding, overlay } = options;
  append(place.element, 'div', 'axis', `↑ ${withUnit(options.y)}`);
  const settings: uPlot.Options = {
    width: place.width,
    height: options.height,
    padding: [padding?.top ?? 10, padding?.right ?? 16, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, distr: scales.x.log ? 3 : 1, range: ranges?.x },
      y: { distr: scales.y.log ? 3 : 1, range: ranges?.y },
    },
    axes: [axisOptions(place, 'x', scales.x), axisOptions(place, 'y', scales.y)],
    series: [{}, ...options.series],
    hooks: {
      draw: overlay
        ? [
            (u) => {
              u.ctx.save();
              u.ctx.scale(uPlot.pxRatio, uPlot.pxRatio);
              u.ctx.font = font;
              overlay(u, u.ctx);
              u.ctx.restore();
            },
          ]
        : [],
    },
  };
  const u = new uPlot(settings, options.data as uPlot.AlignedData, place.element);
  u.batch(() => {});
  append(place.element, 'div', 'axis x', `${withUnit(options.x)} →`);
  return u;
}

/** Vertical lines through the area, labelled above it. `toX` gives pixels from the corner of the canvas. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  area: { readonly left: number; readonly top: number; readonly height: number },
  { labels }: MarkPlan,
  toX: (at: number) => number,
  theme: Theme,
): void {
  const middle = (row: number): number => area.top - ROW * (row + 0.5) - 2;
  context.beginPath();
  for (const { at, row } of labels) {
    context.moveTo(toX(at), middle(row) + ROW / 2);
    context.lineTo(toX(at), area.top + area.height);
  }
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.stroke();
  context.setLineDash([]);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (const { text, left, width, row } of labels) {
    // the line of a label further up must not run through this one
    context.fillStyle = theme.background;
    context.fillRect(area.left + left - 2, middle(row) - ROW / 2 + 1, width + 4, ROW - 2);
    context.fillStyle = theme.muted;
    context.fillText(text, area.left + left, middle(row));
  }
}
