/** Plots error against step time for every weight type and unfold count, and marks the chosen one. */

import type uPlot from 'uplot';
import { digits, duration } from '../../../src/charts/number-format.ts';
import { type Marker, markerPath, markers, type Theme } from '../../../src/charts/palette.ts';
import { durationTick, logTick } from '../../../src/charts/ticks.ts';
import { type WeightType, weightTypes } from '../../../src/quantise/types.ts';
import { append, drawn, type Place } from './charts/place.ts';
import { areaOf, plot } from './charts/plot.ts';
import { tableOf } from './dom.ts';
import type { Point, Way } from './messages.ts';

export const sameWay = (a: Way, b: Way): boolean =>
  a.type === b.type && a.unfolds === b.unfolds && a.weights === b.weights;

const styleOf = (theme: Theme, type: WeightType): { colour: string; marker: Marker } => {
  const i = weightTypes.indexOf(type);
  return { colour: theme.colours[(i + 1) % theme.colours.length], marker: markers[i] };
};

/** A logarithmic range with room at both ends. */
const around = (values: readonly number[]): [number, number] => {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(1.15, (high / low) ** 0.12);
  return [low / room, high * room];
};

const svgElement = (tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
};

/** What has an error that a logarithmic axis has a place for. */
type Shown = Point & { readonly mse: number };

export class TradeView {
  #points: Point[] = [];
  #chosen: Way | null = null;
  /** Weight types that the reader has hidden. */
  readonly #hidden = new Set<WeightType>();
  readonly #legend: HTMLElement;
  readonly #redraw: () => void;

  constructor(
    chart: HTMLElement,
    private readonly table: HTMLElement,
  ) {
    const area = append(chart, 'div', '');
    this.#legend = append(chart, 'div', '');
    this.#redraw = drawn(area, (place) => this.#draw(place));
    // not drawn anew with every point: whoever is on one of its buttons stays there
    drawn(this.#legend, (place) => this.#drawLegend(place));
  }

  #draw(place: Place): void {
    const shown = this.#points.filter(({ mse }) => mse === null || (mse > 0 && Number.isFinite(mse)));
    const empty = shown.length === 0 || shown.some(({ mse }) => mse === null);
    this.#legend.hidden = empty;
    if (empty) return;
    const sorted = ([...shown] as Shown[]).sort((a, b) => a.nanoseconds - b.nanoseconds);
    const [times, errors] = [sorted.map(({ nanoseconds }) => nanoseconds), sorted.map(({ mse }) => mse)];
    plot(place, {
      x: { label: 'a step', unit: '' },
      y: { label: 'validation MSE', unit: '' },
      scales: {
        x: { log: true, ticks: (values) => values.map(durationTick) },
        y: { log: true, ticks: (values) => values.map(logTick) },
      },
      ranges: { x: around(times), y: around(errors) },
      height: 240,
      data: [times, errors],
      series: [{ paths: () => null, points: { show: false } }],
      overlay: (u, context) => {
        for (const type of weightTypes)
          if (!this.#hidden.has(type))
            this.#drawType(
              u,
              context,
              place.theme,
              type,
              (shown as Shown[]).filter((point) => point.type === type),
            );
      },
    });
  }

  /** A line through the points of a type, from few unfolds to many, and the points on it. */
  #drawType(
    u: uPlot,
    context: CanvasRenderingContext2D,
    theme: Theme,
    type: WeightType,
    points: readonly Shown[],
  ): void {
    const area = areaOf(u);
    const { colour, marker } = styleOf(theme, type);
    const places = points.map((point) => ({
      point,
      x: area.left + u.valToPos(point.nanoseconds, 'x'),
      y: area.top + u.valToPos(point.mse, 'y'),
    }));
    context.beginPath();
    for (const { x, y } of places) context.lineTo(x, y);
    context.strokeStyle = `${colour}66`;
    context.lineWidth = 1;
    context.stroke();
    for (const { point, x, y } of places) {
      context.fillStyle = context.strokeStyle = colour;
      context.lineWidth = 2;
      const path = new Path2D(markerPath(marker, x, y, 4.5));
      if (marker === 'cross' || marker === 'plus') context.stroke(path);
      else context.fill(path);
      if (!this.#chosen || !sameWay(point, this.#chosen)) continue;
      context.strokeStyle = theme.text;
      context.lineWidth = 1.5;
      context.stroke(new Path2D(markerPath('ring', x, y, 9)));
    }
  }

  /** What is what; a click hides a type or shows it again. */
  #drawLegend({ element, theme }: Place): void {
    const list = append(element, 'ul', 'legend');
    for (const type of weightTypes) {
      const button = append(append(list, 'li', ''), 'button', '');
      button.type = 'button';
      const { colour, marker } = styleOf(theme, type);
      const swatch = svgElement('svg', { width: 14, height: 14, 'aria-hidden': 'true' });
      swatch.append(
        svgElement('path', {
          d: markerPath(marker, 7, 7, 5),
          fill: marker === 'ring' ? 'none' : colour,
          stroke: colour,
          'stroke-width': 2,
        }),
      );
      button.append(swatch);
      append(button, 'span', '', type);
      const press = (): void => button.setAttribute('aria-pressed', String(!this.#hidden.has(type)));
      press();
      button.addEventListener('click', () => {
        if (!this.#hidden.delete(type)) this.#hidden.add(type);
        press();
        this.#redraw();
      });
    }
  }

  get points(): readonly Point[] {
    return this.#points;
  }

  show(points: readonly Point[], chosen: Way): void {
    this.#points = [...points];
    this.#chosen = chosen;
    this.#redraw();
    const rows = this.#points.map(({ type, unfolds, mse, nanoseconds }) => [
      type,
      unfolds === 0 ? '—' : String(unfolds),
      mse === null ? '—' : digits(mse),
      duration(nanoseconds),
    ]);
    const marked = this.#points.findIndex((point) => sameWay(point, chosen));
    this.table.replaceChildren(
      tableOf('All that were measured', ['weights', 'unfolds', 'validation MSE', 'a step'], rows, marked),
    );
  }
}
