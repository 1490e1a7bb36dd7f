/** Accuracy against time: a slider for the unfolds, the weights' type and how they are held, and what each gives up. */

import { digits, duration, grouped } from '../../../src/charts/number-format.ts';
import type { WeightType } from '../../../src/quantise/types.ts';
import { weightTypes } from '../../../src/quantise/types.ts';
import type { Weights } from '../../../src/runtime/entries/simd.ts';
import { part, setFacts, setOptions } from './dom.ts';
import type { Point, Way } from './messages.ts';
import { mostUnfolds, type Subject, typesOf, waysOf } from './subject.ts';
import { sameWay, TradeView } from './trade-view.ts';
import type { MeterClient } from './worker-clients.ts';

const control = {
  unfolds: part('way-unfolds', HTMLInputElement),
  unfoldsValue: part('way-unfolds-value', HTMLOutputElement),
  type: part('way-type', HTMLSelectElement),
  weights: part('way-weights', HTMLSelectElement),
  facts: part('way-facts', HTMLDListElement),
  held: part('way-held', HTMLElement),
  note: part('way-note', HTMLElement),
  chart: part('trade-chart', HTMLElement),
  table: part('trade-table', HTMLElement),
};

const held: Readonly<Record<Weights, string>> = {
  integer: 'Wide i16 matrices are multiplied in 16-bit integers, all other weights are held as f32.',
  fast: 'All weights are held as f32.',
  small: 'Weights are held as they are stored and decoded in every step: the same results in less memory.',
};

export class TradePanel {
  readonly #view = new TradeView(control.chart, control.table);
  readonly #meter: MeterClient;
  readonly #chosen: (way: Way) => void;
  #subject: Subject | null = null;
  #points: Point[] = [];

  /** @param chosen called when somebody chooses another way to run the subject */
  constructor(meter: MeterClient, chosen: (way: Way) => void) {
    this.#meter = meter;
    this.#chosen = chosen;
    setOptions(
      control.weights,
      Object.keys(held).map((value) => ({ value, text: value })),
      'integer',
    );
    const changed = (): void => {
      this.#limit();
      this.#chosen(this.way);
      this.#show();
    };
    control.unfolds.addEventListener('input', changed);
    control.type.addEventListener('change', changed);
    control.weights.addEventListener('change', () => {
      changed();
      this.measure();
    });
  }

  get way(): Way {
    const unfolds = control.unfolds.disabled ? 0 : control.unfolds.valueAsNumber;
    return {
      type: control.type.value as WeightType,
      weights: control.weights.value as Weights,
      unfolds,
    };
  }

  /** Offers the ways of another subject: its own weight type, q8 if it has that, and all its unfolds. */
  offer(subject: Subject): void {
    const before = this.#subject;
    this.#subject = subject;
    const there = typesOf(subject.blobs);
    const wished =
      there.includes(this.way.type) && before?.facts === subject.facts ? this.way.type : there[0];
    setOptions(
      control.type,
      weightTypes.map((type) => ({ value: type, text: type })),
      wished,
    );
    for (const option of control.type.options) option.disabled = !there.includes(option.value as WeightType);
    const most = mostUnfolds(subject.blobs[wished]!);
    control.unfolds.disabled = most === 0;
    control.unfolds.max = String(Math.max(1, most));
    control.unfolds.value = control.unfolds.max;
    this.#points = [];
    control.note.textContent =
      subject.state === 'in training' || subject.state === 'untrained'
        ? 'When a training pauses or ends, every weight type and number of unfolds is measured here.'
        : there.length === 1
          ? `This blob has its weights in ${there[0]}; train a model here to have the other types.`
          : '';
    this.#limit();
    this.#show();
  }

  /** Measures every way, in the worker. */
  measure(): void {
    const subject = this.#subject;
    if (!subject || subject.state === 'in training') return;
    this.#points = [];
    delete control.table.dataset.complete;
    const sequences = subject.facts?.validation ?? subject.feed.sequences;
    const ways = waysOf(subject.blobs, this.way.weights);
    this.#meter.measure({ kind: 'trade', blobs: subject.blobs, ways, sequences }, (message) => {
      if (message.kind === 'point') {
        const { point } = message;
        const at = this.#points.findIndex((one) => sameWay(one, point));
        if (at < 0) this.#points.push(point);
        else this.#points[at] = point;
      }
      if (message.kind === 'traded') control.table.dataset.complete = 'true';
      if (message.kind === 'failed') control.note.textContent = message.message;
      this.#show();
    });
  }

  #limit(): void {
    control.held.textContent = held[this.way.weights];
    control.unfoldsValue.textContent = control.unfolds.disabled
      ? 'none to lower'
      : `${control.unfolds.value} of ${control.unfolds.max}`;
  }

  #show(): void {
    const { way } = this;
    const point = this.#points.find((one) => sameWay(one, way));
    const blob = this.#subject?.blobs[way.type];
    const error = point?.mse ?? null;
    setFacts(control.facts, {
      'validation MSE': point ? (error === null ? null : digits(error)) : '…',
      'a step': point ? duration(point.nanoseconds) : '…',
      blob: blob ? `${grouped(blob.length)} B` : null,
    });
    this.#view.show(this.#points, way);
  }
}
