/** The stream as charts: prediction and truth, a curve for each probe, a heat map of units. */

import type uPlot from 'uplot';
import type { Mark } from '../../../src/charts/chart.ts';
import { planMarks } from '../../../src/charts/labels.ts';
import { append, drawn, type Place, widthOf } from './charts/place.ts';
import { areaOf, drawMarks, linear, plot } from './charts/plot.ts';
import { LiveHeatMap } from './live-heat-map.ts';
import type { Rows, Stream } from './stream.ts';

/** How probes are written where people read them. */
const symbols: Readonly<Record<string, string>> = { tau: 'τ', omega: 'Ω', gamma: 'Γ' };
const meanings: Readonly<Record<string, string>> = {
  tau: 'time constant',
  omega: 'grows where the state predicts the input badly',
  gamma: 'share of the old state that is kept',
};
export const symbolOf = (name: string): string => symbols[name] ?? name;

type Column = (number | null)[];
const gaps = (row: readonly number[]): Column => row.map((value) => (Number.isFinite(value) ? value : null));

/** Mean, lowest and highest element of each step. */
function summary(rows: Rows): Column[] {
  if (rows.length === 1) return [gaps(rows[0])];
  const steps = rows[0].map((_, t) => rows.map((row) => row[t]));
  return [
    gaps(steps.map((values) => values.reduce((a, b) => a + b, 0) / values.length)),
    gaps(steps.map((values) => Math.min(...values))),
    gaps(steps.map((values) => Math.max(...values))),
  ];
}

/** One row of labels: a mark keeps its own only where the one before leaves room. */
function spaced(marks: readonly Mark[], toX: (at: number) => number): Mark[] {
  let end = -Infinity;
  return marks.map(({ at, label }) => {
    const half = widthOf(label) / 2 + 6;
    if (toX(at) - half < end) return { at, label: '' };
    end = toX(at) + half;
    return { at, label };
  });
}

export class StreamView {
  #stream: Stream | null = null;
  #output = 0;
  /** Of the truth of the output, with room: it does not jump while the stream runs. */
  #range: [number, number] | null = null;
  #main: uPlot | null = null;
  #probes: { name: string; plot: uPlot | null }[] = [];
  #heat = new LiveHeatMap();
  #heatOf = '';
  readonly #redraw: () => void;

  constructor(
    main: HTMLElement,
    private readonly probes: HTMLElement,
    heat: HTMLElement,
  ) {
    this.#redraw = drawn(main, (place) => this.#drawMain(place));
    drawn(heat, (place) => {
      this.#heat.place(place);
      this.update();
    });
  }

  /** Shows another stream, output, or vector in the heat map (`state h`, `probe tau`). */
  show(stream: Stream, output: number, heatOf: string): void {
    this.#stream = stream;
    this.#output = output;
    this.#range = rangeOf(stream, output);
    if (heatOf !== this.#heatOf) this.#heat.forget();
    this.#heatOf = heatOf;
    this.#redraw();
    this.reprobe();
  }

  /** Another model has other probes. */
  reprobe(): void {
    this.#heat.forget();
    const names = [...(this.#stream?.probes.keys() ?? [])];
    this.probes.replaceChildren();
    this.#probes = names.map((name) => {
      const figure = append(this.probes, 'figure', 'probe');
      const caption = append(figure, 'figcaption', '');
      append(caption, 'b', '', symbolOf(name));
      const many = (this.#stream!.probes.get(name)?.length ?? 1) > 1;
      append(
        caption,
        'span',
        'aside',
        `${meanings[name] ?? 'probe'}${many ? ': mean, least and greatest of the units' : ''}`,
      );
      const probe: { name: string; plot: uPlot | null } = { name, plot: null };
      drawn(append(figure, 'div', 'chart'), (place) => {
        probe.plot = this.#drawProbe(place, name);
      });
      return probe;
    });
    this.update();
  }

  /** Draws what has come in. */
  update(): void {
    const stream = this.#stream;
    if (!stream) return;
    this.#main?.setData(this.#mainData(stream));
    for (const { name, plot } of this.#probes) {
      const rows = stream.probes.get(name);
      if (rows) plot?.setData([stream.x, ...summary(rows)] as uPlot.AlignedData);
    }
    const [kind, name] = this.#heatOf.split(' ');
    const rows = kind === 'probe' ? stream.probes.get(name) : stream.states.get(name);
    if (rows) this.#heat.draw(rows, kind === 'probe' ? symbolOf(name) : `state ${name}`);
  }

  #mainData(stream: Stream): uPlot.AlignedData {
    const { x, truth, predictions } = stream;
    return [x, gaps(truth[this.#output]), gaps(predictions[this.#output])] as uPlot.AlignedData;
  }

  #drawMain(place: Place): void {
    const stream = this.#stream;
    if (!stream) return;
    const { theme } = place;
    const timed = stream.feed.sequences[0].dt !== null;
    this.#main = plot(place, {
      x: { label: timed ? 'time' : 'step', unit: '' },
      y: { label: stream.feed.outputs[this.#output], unit: '' },
      scales: { x: linear, y: linear },
      ranges: this.#range ? { y: this.#range } : undefined,
      height: place.width < 560 ? 220 : 280,
      padding: { top: 22 },
      data: this.#mainData(stream) as (number | null)[][],
      series: [
        { stroke: theme.colours[0], width: 1.4, points: { show: false } },
        { stroke: theme.colours[1], width: 2, points: { show: false } },
      ],
      overlay: (u, context) => {
        const { min = 0, max = 1 } = u.scales.x;
        const area = areaOf(u);
        const toX = (at: number): number => area.left + u.valToPos(at, 'x');
        const marks = spaced(this.#stream?.marks ?? [], toX);
        drawMarks(context, area, planMarks(marks, [min, max], area.width, widthOf), toX, theme);
      },
    });
  }

  #drawProbe(place: Place, name: string): uPlot | null {
    const stream = this.#stream;
    const rows = stream?.probes.get(name);
    if (!stream || !rows) return null;
    const colour = place.theme.colours[2];
    const thin = { stroke: colour, width: 0.8, points: { show: false }, dash: [2, 2] };
    return plot(place, {
      x: { label: '', unit: '' },
      y: { label: '', unit: '' },
      scales: { x: linear, y: linear },
      height: 120,
      data: [stream.x, ...summary(rows)],
      series: [
        { stroke: colour, width: 1.8, points: { show: false } },
        ...(rows.length > 1 ? [thin, thin] : []),
      ],
    });
  }
}

/** Null where there is no truth. */
function rangeOf({ feed }: Stream, output: number): [number, number] | null {
  const width = feed.outputs.length;
  let low = Infinity;
  let high = -Infinity;
  for (const { targets } of feed.sequences)
    for (let i = output; i < targets.length; i += width) {
      // a missing one is neither
      if (targets[i] < low) low = targets[i];
      if (targets[i] > high) high = targets[i];
    }
  if (!(low <= high)) return null;
  const room = 0.12 * (high - low || 1);
  return [low - room, high + room];
}
