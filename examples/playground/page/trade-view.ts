/** Error against time of a step: every weight type at every number of unfolds, and where the chosen one stands. */

import { legend } from '../../../src/charts/legend.ts';
import { markerPath } from '../../../src/charts/marker.ts';
import { digits, duration, durationTick, logTick } from '../../../src/charts/number-format.ts';
import { markers, type Theme } from '../../../src/charts/palette.ts';
import { append } from '../../../src/charts/place.ts';
import { areaOf, plot } from '../../../src/charts/plot.ts';
import { type WeightType, weightTypes } from '../../../src/quantise/types.ts';
import { tableOf } from './dom.ts';
import { drawn } from './drawn.ts';
import type { Point, Way } from './messages.ts';

export const sameWay = (a: Way, b: Way): boolean =>
  a.type === b.type && a.unfolds === b.unfolds && a.weights === b.weights;

const styleOf = (theme: Theme, type: WeightType) => {
  const i = weightTypes.indexOf(type);
  return { colour: theme.colours[i + 1], marker: markers[i], dash: [] };
};

/** A logarithmic range with room at both ends. */
const around = (values: readonly number[]): [number, number] => {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(1.15, (high / low) ** 0.12);
  return [low / room, high * room];
};

export class TradeView {
  #points: Point[] = [];
  #chosen: Way | null = null;
  /** Weight types that the reader has hidden. */
  readonly #hidden = new Set<number>();
  readonly #legend: HTMLElement;
  readonly #redraw: () => void;

  constructor(
    chart: HTMLElement,
    private readonly table: HTMLElement,
  ) {
    const area = append(chart, 'div', '');
    this.#legend = append(chart, 'div', '');
    this.#redraw = drawn(area, (place) => {
      const { theme } = place;
      const shown = this.#points.filter(({ mse }) => mse === null || (mse > 0 && Number.isFinite(mse)));
      const empty = shown.length === 0 || shown.some(({ mse }) => mse === null);
      this.#legend.hidden = empty;
      if (empty) return;
      const sorted = [...shown].sort((a, b) => a.nanoseconds - b.nanoseconds);
      plot(place, {
        x: { label: 'a step', unit: '' },
        y: { label: 'validation MSE', unit: '' },
        scales: {
          x: { log: true, ticks: (values) => values.map(durationTick) },
          y: { log: true, ticks: (values) => values.map(logTick) },
        },
        ranges: {
          x: around(sorted.map(({ nanoseconds }) => nanoseconds)),
          y: around(sorted.map(({ mse }) => mse as number)),
        },
        height: 240,
        data: [sorted.map(({ nanoseconds }) => nanoseconds), sorted.map(({ mse }) => mse)],
        series: [{ paths: () => null, points: { show: false } }],
        overlay: (u, context) => {
          const area = areaOf(u);
          // a line through the points of a type, from few unfolds to many
          for (const type of weightTypes) {
            if (this.#hidden.has(weightTypes.indexOf(type))) continue;
            const own = shown.filter((point) => point.type === type);
            context.beginPath();
            for (const { nanoseconds, mse } of own)
              context.lineTo(
                area.left + u.valToPos(nanoseconds, 'x'),
                area.top + u.valToPos(mse as number, 'y'),
              );
            context.strokeStyle = `${styleOf(theme, type).colour}66`;
            context.lineWidth = 1;
            context.stroke();
          }
          for (const point of sorted) {
            if (this.#hidden.has(weightTypes.indexOf(point.type))) continue;
            const { colour, marker } = styleOf(theme, point.type);
            const x = area.left + u.valToPos(point.nanoseconds, 'x');
            const y = area.top + u.valToPos(point.mse as number, 'y');
            context.fillStyle = context.strokeStyle = colour;
            const path = new Path2D(markerPath(marker, x, y, 4.5));
            context.lineWidth = 2;
            if (marker === 'cross' || marker === 'plus') context.stroke(path);
            else context.fill(path);
            if (this.#chosen && sameWay(point, this.#chosen)) {
              context.strokeStyle = theme.text;
              context.lineWidth = 1.5;
              context.stroke(new Path2D(markerPath('ring', x, y, 9)));
            }
          }
        },
      });
    });
    // not drawn anew with every point: whoever is on one of its buttons stays there
    drawn(this.#legend, (place) => {
      legend(
        { ...place, hidden: this.#hidden },
        'marker',
        weightTypes.map((type) => ({ name: type, style: styleOf(place.theme, type) })),
        () => this.#redraw(),
      );
    });
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
