import uPlot from 'uplot';
import type { Axis } from './chart.ts';
import { linearTicks, withUnit } from './number-format.ts';
import { append, font, type Place, widthOf } from './place.ts';
import { linearSplits, logSplits } from './ticks.ts';

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
  /** Follow the pointer and zoom. */
  readonly interactive?: boolean;
  readonly moved?: (u: uPlot) => void;
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
  const { scales, ranges, padding, overlay, moved } = options;
  append(place.element, 'div', 'axis', `↑ ${withUnit(options.y)}`);
  const settings: uPlot.Options = {
    width: place.width,
    height: options.height,
    padding: [padding?.top ?? 10, padding?.right ?? 16, 0, 0],
    legend: { show: false },
    cursor: options.interactive
      ? { y: false, points: { size: 7 }, drag: { x: true, y: false } }
      : { show: false },
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
      setCursor: moved ? [moved] : [],
    },
  };
  const u = new uPlot(settings, options.data as uPlot.AlignedData, place.element);
  u.batch(() => {});
  append(place.element, 'div', 'axis x', `${withUnit(options.x)} →`);
  return u;
}
