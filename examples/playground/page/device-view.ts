/** Shows the speed of this device: a histogram of step times, and the highest loop rate that it holds. */

import uPlot from 'uplot';
import { duration, grouped, rate } from '../../../src/charts/number-format.ts';
import { durationTick } from '../../../src/charts/ticks.ts';
import { histogram as binned, density } from '../../../src/measure/latency.ts';
import { append, drawn, type Place } from './charts/place.ts';
import { linear, plot } from './charts/plot.ts';
import { setFacts, tableOf } from './dom.ts';
import type { Rate, StepTimes } from './messages.ts';
import { held, TOLERATED, TRIES } from './meter.ts';

export const hertz = (x: number): string => (x >= 1000 ? `${x / 1000} kHz` : `${x} Hz`);

const quantile = (sorted: Float64Array, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];

/** How the times of single steps are distributed. */
function histogram(place: Place, times: StepTimes['times']): void {
  const { edges, shares } = density(binned(times.slice().sort()));
  const colour = place.theme.colours[1];
  plot(place, {
    x: { label: 'time of a step', unit: '' },
    y: { label: 'steps', unit: '% per 1 % of time' },
    scales: { x: { log: true, ticks: (values) => values.map(durationTick) }, y: linear },
    ranges: { x: [edges[0], edges[edges.length - 1]] },
    height: place.width < 560 ? 230 : 310,
    data: [edges, [...shares, 0]],
    series: [
      {
        stroke: colour,
        fill: `${colour}22`,
        width: 1.8,
        paths: uPlot.paths.stepped!({ align: 1 }),
        points: { show: false },
      },
    ],
  });
}

export class DeviceView {
  #name = '';
  #times: StepTimes | null = null;
  #rates: Rate[] = [];
  readonly #redraw: () => void;

  constructor(
    chart: HTMLElement,
    private readonly facts: HTMLDListElement,
    private readonly note: HTMLElement,
    private readonly rates: HTMLElement,
    private readonly rule: HTMLElement,
    private readonly isolated: boolean,
  ) {
    this.#redraw = drawn(chart, (place) => {
      if (!this.#times) return;
      histogram(place, this.#times.times);
      append(place.element, 'p', 'aside', this.#name);
    });
  }

  begin(name: string): void {
    this.#name = name;
    this.#rates = [];
    this.rates.replaceChildren();
  }

  showTimes(times: StepTimes): void {
    this.#times = times;
    this.#redraw();
    const sorted = Float64Array.from(times.times).sort();
    const median = quantile(sorted, 0.5);
    setFacts(this.facts, {
      median: duration(median),
      '99 % below': duration(quantile(sorted, 0.99)),
      'steps a second': rate(1e9 / median),
    });
    this.note.textContent =
      `This browser's clock moves in steps of ${duration(times.resolution)}, so that each of the ` +
      `${grouped(times.times.length)} times is the mean of ${grouped(times.batch)} steps: what a single step takes more is not seen.` +
      (this.isolated
        ? ''
        : ' Served with the headers of cross-origin isolation, the page has a finer clock.');
  }

  addRate(one: Rate): void {
    this.#rates.push(one);
    const share = ({ missed, ticks }: Rate, which = missed): string =>
      `${grouped(which)} of ${grouped(ticks)}`;
    this.rates.replaceChildren(
      tableOf(
        'Deadlines missed',
        ['loop', 'model', 'empty loop', 'held'],
        this.#rates.map((each) => [
          hertz(each.hertz),
          share(each),
          share(each, each.emptyMissed),
          held(each) ? 'yes' : 'no',
        ]),
      ),
    );
  }

  /** Whether the last rate would have been held by a loop without work. */
  #emptyHeld(): boolean {
    const last = this.#rates[this.#rates.length - 1];
    return last !== undefined && held({ ...last, missed: last.emptyMissed });
  }

  /** The highest rate that was held, in words. */
  verdict(stopped: 'missed' | 'clock' | 'end'): string {
    const best = [...this.#rates].reverse().find(held);
    const rule = `Held is a rate if in the best of ${TRIES} tries of a quarter of a second at most one deadline in ${grouped(TOLERATED)} is missed: the moment at which the next step is due.`;
    const reason = {
      missed: this.#emptyHeld()
        ? 'The next two were not held.'
        : 'At the next two, a loop that does nothing is late too: it is the host, not the model.',
      clock: 'A faster one this clock cannot tell.',
      end: 'Faster ones were not tried.',
    }[stopped];
    this.rule.textContent = rule;
    if (best) return `Holds a loop at ${hertz(best.hertz)}. ${reason}`;
    return stopped === 'clock'
      ? 'The clock of this browser is too coarse to tell any rate.'
      : 'No rate was held.';
  }
}
