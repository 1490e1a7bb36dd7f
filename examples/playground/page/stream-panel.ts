/** The stream and what steers it: running or not, how fast, which output, which heat map; and how good the model is. */

import { digits } from '../../../src/charts/number-format.ts';
import { meanSquaredError } from '../../../src/measure/baselines.ts';
import { rightShare } from './classes.ts';
import { part, setFacts, setOptions } from './dom.ts';
import { fillingOf } from './filling.ts';
import type { Way } from './messages.ts';
import { type Feed, Stream, WINDOW } from './stream.ts';
import { StreamView, symbolOf } from './stream-view.ts';
import type { Subject } from './subject.ts';
import { baselineTable, verdictOf } from './verdict.ts';

const control = {
  title: part('stream-title', HTMLElement),
  about: part('stream-about', HTMLElement),
  play: part('play', HTMLButtonElement),
  speed: part('speed', HTMLSelectElement),
  output: part('output', HTMLSelectElement),
  outputField: part('output-field', HTMLElement),
  heat: part('heat-of', HTMLSelectElement),
  main: part('stream-chart', HTMLElement),
  probes: part('probes', HTMLElement),
  heatMap: part('heat-map', HTMLElement),
  heatSummary: part('heat-summary', HTMLElement),
  summary: part('stream-summary', HTMLElement),
  facts: part('stream-facts', HTMLDListElement),
  truthKey: part('truth-key', HTMLElement),
  verdict: part('verdict', HTMLElement),
  baselines: part('baselines', HTMLElement),
};

/** Milliseconds between two drawings. */
const FRAME = 33;

export class StreamPanel {
  readonly #view = new StreamView(control.main, control.probes, control.heatMap);
  #stream: Stream | null = null;
  #subject: Subject | null = null;
  #running = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  /** While a measurement runs: drawing would take the core that it needs. */
  #resting = false;
  #owed = 0;
  #last = 0;
  #drawn = 0;
  #mse = Number.NaN;

  constructor() {
    control.play.addEventListener('click', () => this.#play(!this.#running));
    for (const select of [control.output, control.heat])
      select.addEventListener('change', () => this.#show());
    this.#play(this.#running);
    requestAnimationFrame(this.#tick);
  }

  get stream(): Stream | null {
    return this.#stream;
  }

  /** Mean squared error on the whole test part, as the model runs now; NaN without truth. */
  get mse(): number {
    return this.#mse;
  }

  /**
   * Runs a subject in one of its ways.
   * @param going the model before it, of the same shape, is taken over in the middle of its stream
   * @throws MeniscusError for a blob that cannot be run so; what ran goes on
   */
  run(subject: Subject, way: Way, going: boolean): void {
    const { feed } = subject;
    const other = this.#stream?.feed !== feed;
    const stream = other ? new Stream(feed) : this.#stream!;
    const { weights, unfolds } = way;
    const shape = (one: Stream): string => [...one.probes.keys(), ...one.states.keys()].join();
    const before = shape(stream);
    stream.load(subject.blobs[way.type]!, { weights, ...(unfolds > 0 && { unfolds }) }, other || !going);
    if (other) this.#stream?.dispose();
    this.#stream = stream;
    this.#subject = subject;
    if (other) stream.advance(WINDOW);
    control.title.textContent = feed.name;
    control.about.textContent = [subject.title, way.type, subject.state].join(' · ');
    if (other) this.#outputs(feed);
    if (other || before !== shape(stream)) this.#heatMaps(stream);
    if (other || before !== shape(stream)) this.#show();
    this.score();
  }

  /** Stands still while something is measured that drawing would disturb. */
  rest(resting: boolean): void {
    this.#resting = resting;
  }

  /** The same subject, of which more is known. */
  know(subject: Subject): void {
    this.#subject = subject;
    this.score();
  }

  /** Compares the model with the baselines, on the test part that the stream runs over. */
  score(): void {
    const { facts = null, state = 'trained' } = this.#subject ?? {};
    const model = this.#stream?.model;
    if (!facts || !model) {
      this.#mse = Number.NaN;
      delete control.verdict.dataset.better;
      control.verdict.textContent =
        'Nobody knows the truth of these inputs: there is nothing to compare with.';
      control.baselines.replaceChildren();
      return;
    }
    let right: number | null = null;
    try {
      const outputs = facts.test.map(({ inputs, dt }) =>
        model.run(inputs, { dt: dt ?? 1, ...fillingOf(model) }),
      );
      this.#mse = meanSquaredError(outputs, facts.test);
      if (facts.classes.length > 0) right = rightShare(outputs, facts.test, facts.classes.length);
    } catch (error) {
      this.#mse = Number.NaN;
      control.verdict.textContent = (error as Error).message;
      return;
    }
    if (facts.baselines.length === 0) return;
    const { better, text } = verdictOf(this.#mse, right, facts.baselines, state === 'untrained');
    control.verdict.dataset.better = String(better);
    control.verdict.textContent = text;
    const { parameters } = model.metadata; // of whoever made the file
    const count = typeof parameters === 'number' ? parameters : null;
    control.baselines.replaceChildren(baselineTable(this.#mse, right, count, facts.baselines));
  }

  #play(running: boolean): void {
    this.#running = running;
    control.play.textContent = running ? 'Pause stream' : 'Run stream';
  }

  #outputs(feed: Feed): void {
    setOptions(
      control.output,
      feed.outputs.map((text, i) => ({ value: String(i), text })),
      '0',
    );
    control.truthKey.hidden = feed.sequences[0].targets.length === 0;
    control.outputField.hidden = feed.outputs.length === 1;
  }

  #heatMaps(stream: Stream): void {
    const vectors = [
      ...[...stream.states].map(([name, rows]) => ({ value: `state ${name}`, text: `state ${name}`, rows })),
      ...[...stream.probes].map(([name, rows]) => ({ value: `probe ${name}`, text: symbolOf(name), rows })),
    ].filter(({ rows }) => rows.length > 1);
    setOptions(control.heat, vectors);
    if (control.heat.value === '' && vectors.length > 0) control.heat.value = vectors[0].value;
  }

  #show(): void {
    if (this.#stream) this.#view.show(this.#stream, Number(control.output.value), control.heat.value);
    this.#describe();
  }

  /** The charts in words, and the figures beside them. */
  #describe(): void {
    const stream = this.#stream;
    if (!stream) return;
    const output = Number(control.output.value);
    const last = (row: readonly number[] | undefined): string => {
      const value = row?.[row.length - 1];
      return value === undefined || !Number.isFinite(value) ? '—' : digits(value);
    };
    const error = stream.error;
    setFacts(control.facts, {
      prediction: last(stream.predictions[output]),
      truth: Number.isFinite(error) ? last(stream.truth[output]) : null,
      'MSE in view': Number.isFinite(error) ? digits(error) : null,
    });
    control.summary.textContent =
      stream.failure ??
      `Prediction ${last(stream.predictions[output])}, truth ${last(stream.truth[output])} at the last of ${stream.x.length} steps shown.`;
    const rows = (control.heat.value.startsWith('probe') ? stream.probes : stream.states).get(
      control.heat.value.slice(6),
    );
    control.heatSummary.textContent = rows
      ? `${control.heat.selectedOptions[0].text} of ${rows.length} units now: ${rows.map(last).join(', ')}.`
      : '';
  }

  readonly #tick = (time: number): void => {
    requestAnimationFrame(this.#tick);
    const passed = Math.min(100, time - this.#last);
    this.#last = time;
    const stream = this.#stream;
    if (!stream || !this.#running || this.#resting) return;
    this.#owed += (passed * Number(control.speed.value)) / 1000;
    const steps = Math.floor(this.#owed);
    this.#owed -= steps;
    stream.advance(steps);
    if (steps === 0 || time - this.#drawn < FRAME) return;
    this.#drawn = time;
    this.#view.update();
    this.#describe();
  };
}
