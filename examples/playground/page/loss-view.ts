/** Plots the loss of mini-batches and of the validation part, and the best baseline's loss there. */
import type uPlot from 'uplot';
import { digits } from '../../../src/charts/number-format.ts';
import { logTick } from '../../../src/charts/ticks.ts';
import { drawn, type Place } from './charts/place.ts';
import { areaOf, linear, plot } from './charts/plot.ts';
import type { Progress } from './messages.ts';

export interface Line {
  readonly name: string;
  /** In the units of the training loss. */
  readonly loss: number;
}

export class LossView {
  #updates: number[] = [];
  #losses: number[] = [];
  #validation: (number | null)[] = [];
  #best: Line | null = null;
  #total = 1;
  #plot: uPlot | null = null;
  readonly #redraw: () => void;

  constructor(element: HTMLElement) {
    this.#redraw = drawn(element, (place) => this.#draw(place));
  }

  /** A new training. @param total updates that it will have, if nothing stops it; 0: not known */
  begin(best: Line | null): void {
    this.#updates = [];
    this.#losses = [];
    this.#validation = [];
    this.#best = best;
    this.#total = 1;
    this.#redraw();
  }

  add({ updates, losses, epochs }: Progress, epochsInAll: number): void {
    losses.forEach((loss, i) => {
      this.#updates.push(updates - losses.length + i + 1);
      this.#losses.push(loss);
      this.#validation.push(null);
    });
    for (const { updates: at, validation, epoch } of epochs) {
      const index = this.#updates.indexOf(at);
      if (index >= 0) this.#validation[index] = validation;
      this.#total = (at / epoch) * epochsInAll;
    }
    this.#plot?.setData(this.#data());
  }

  #data(): uPlot.AlignedData {
    return [this.#updates, this.#losses, this.#validation] as uPlot.AlignedData;
  }

  #draw(place: Place): void {
    const { theme } = place;
    this.#plot = plot(place, {
      x: { label: 'updates', unit: '' },
      y: { label: 'loss, in variances of the target', unit: '' },
      scales: { x: linear, y: { log: true, ticks: (values) => values.map(logTick) } },
      ranges: {
        x: () => [0, Math.max(10, this.#total, this.#updates[this.#updates.length - 1] ?? 0)],
        y: (_, min, max) => this.#range(min, max),
      },
      height: 190,
      data: this.#data() as (number | null)[][],
      series: [
        { stroke: `${theme.muted}bb`, width: 1, points: { show: false } },
        { stroke: theme.colours[1], width: 2, spanGaps: true, points: { show: false } },
      ],
      overlay: (u, context) => {
        if (!this.#best) return;
        const area = areaOf(u);
        const y = area.top + u.valToPos(this.#best.loss, 'y');
        if (!(y > area.top && y < area.top + area.height)) return;
        context.strokeStyle = theme.colours[2];
        context.lineWidth = 1.5;
        context.setLineDash([4, 3]);
        context.beginPath();
        context.moveTo(area.left, y);
        context.lineTo(area.left + area.width, y);
        context.stroke();
        context.setLineDash([]);
        context.fillStyle = theme.colours[2];
        context.textAlign = 'right';
        context.textBaseline = 'bottom';
        context.fillText(`${this.#best.name}: ${digits(this.#best.loss)}`, area.left + area.width - 4, y - 3);
      },
    });
  }

  /** Holds all losses and the baseline, with room; a logarithmic axis needs numbers above 0. */
  #range(min: number | null, max: number | null): [number, number] {
    const best = this.#best?.loss ?? Number.NaN;
    const values = [min, max, best].filter((x): x is number => x !== null && x > 0 && Number.isFinite(x));
    if (values.length === 0) return [0.01, 1];
    return [Math.min(...values) / 1.5, Math.max(...values) * 1.5];
  }
}
