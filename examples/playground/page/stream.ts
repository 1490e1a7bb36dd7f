/** Runs a model on a feed of readings, and keeps its last steps for the charts. */
import {
  type LoadOptions,
  loadSync,
  MeniscusError,
  type Model,
  type Session,
} from '../../../src/runtime/index.ts';
import type { Sequence } from '../../../src/train/sequence.ts';
import { fillingOf } from './filling.ts';
import type { Mark } from './tasks.ts';

/** Readings that come in again and again. */
export interface Feed {
  /** What it is, for people: the test part of a task, or made-up inputs. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Targets are empty where nobody knows them. */
  readonly sequences: readonly Pick<Sequence, 'length' | 'inputs' | 'targets' | 'dt'>[];
  /** The targets are one sample ahead of the inputs. */
  readonly ahead: boolean;
  readonly marks: readonly Mark[];
}

/** One step as it was: enough to compute it again. */
export interface Logged {
  readonly input: Float64Array;
  readonly dt: number;
  readonly target: readonly number[];
  readonly output: readonly number[];
}

/** Rows [elements][steps] of a vector over the window. */
export type Rows = number[][];

/** Steps that the charts show. */
export const WINDOW = 240;

const push = (rows: Rows, values: ArrayLike<number>): void => {
  rows.forEach((row, i) => {
    row.push(values[i]);
    if (row.length > WINDOW) row.shift();
  });
};
const rowsOf = (length: number): Rows => Array.from({ length }, () => []);

export class Stream {
  /** Time, or the number of the step where the feed has no times. */
  readonly x: number[] = [];
  readonly truth: Rows;
  readonly predictions: Rows;
  probes = new Map<string, Rows>();
  states = new Map<string, Rows>();
  /** What happened in the window, on the axis of x. */
  marks: { at: number; label: string }[] = [];
  /** Steps since the session began anew, from the first reading of a sequence on. */
  log: Logged[] = [];
  /** What went wrong in the last step; null: nothing. */
  failure: string | null = null;
  #model: Model | null = null;
  #session: Session | null = null;
  #sequence = 0;
  #at = 0;
  #time = 0;
  /** The log is of one model only. */
  #whole = true;

  constructor(readonly feed: Feed) {
    this.truth = rowsOf(feed.outputs.length);
    this.predictions = rowsOf(feed.outputs.length);
  }

  get model(): Model | null {
    return this.#model;
  }

  /**
   * Runs another model from the next step on.
   * @param fresh from the zero state and the first reading, so that the log is of this model alone; otherwise it takes over
   * the states of the one before, which has to be of the same shape
   * @throws {MeniscusError} for a blob that cannot be loaded; the stream goes on with the model before it
   */
  load(blob: Uint8Array, options: LoadOptions, fresh: boolean): void {
    const model = loadSync(blob, options);
    const session = model.session(fillingOf(model));
    const before = this.#session;
    if (!fresh && before) for (const name of model.states) session.setState(name, before.state(name));
    this.#model?.dispose();
    this.#model = model;
    this.#session = session;
    const keep = (map: Map<string, Rows>, names: readonly string[], read: (name: string) => Float32Array) =>
      new Map(
        names.map((name) => {
          const rows = map.get(name);
          return [name, rows?.length === read(name).length ? rows : rowsOf(read(name).length)];
        }),
      );
    this.probes = keep(this.probes, model.probes, (name) => session.probe(name));
    this.states = keep(this.states, model.states, (name) => session.state(name));
    // rows that begin now have as many steps as the others
    for (const rows of [...this.probes.values(), ...this.states.values()])
      for (const row of rows) while (row.length < this.x.length) row.push(Number.NaN);
    if (fresh) this.#restart(0);
    else this.#whole = false;
  }

  /** The mean squared error of what the window shows, over all outputs; NaN where there is no truth. */
  get error(): number {
    let sum = 0;
    let count = 0;
    this.truth.forEach((row, i) => {
      row.forEach((y, t) => {
        const square = (y - this.predictions[i][t]) ** 2;
        if (!Number.isFinite(square)) return;
        sum += square;
        count++;
      });
    });
    return sum / count;
  }

  advance(steps: number): void {
    for (let i = 0; i < steps; i++) this.#step();
  }

  #restart(sequence: number): void {
    this.#sequence = sequence;
    this.#at = 0;
    this.#session?.reset();
    this.log = [];
    this.#whole = true;
    if (this.x.length > 0) this.#gap();
  }

  /** The state begins anew: no line from what was to what comes. */
  #gap(): void {
    const nothing = (rows: Rows): number[] => rows.map(() => Number.NaN);
    this.#show(nothing(this.truth), nothing(this.predictions), () => null);
    this.marks.push({ at: this.#time, label: 'reset' });
  }

  #step(): void {
    const session = this.#session;
    if (!session) return;
    const { sequences, marks } = this.feed;
    let sequence = sequences[this.#sequence];
    if (this.#at >= sequence.length) {
      this.#restart((this.#sequence + 1) % sequences.length);
      sequence = sequences[this.#sequence];
    }
    const width = sequence.inputs.length / sequence.length;
    const at = this.#at++;
    const input = sequence.inputs.subarray(at * width, (at + 1) * width);
    const dt = sequence.dt ? sequence.dt[at] : 1;
    const outputs = this.feed.outputs.length;
    const target =
      sequence.targets.length === 0
        ? new Array<number>(outputs).fill(Number.NaN)
        : Array.from(sequence.targets.subarray(at * outputs, (at + 1) * outputs));
    let output: number[];
    try {
      output = Array.from(session.step(input, dt));
      this.failure = null;
    } catch (error) {
      if (!(error instanceof MeniscusError)) throw error;
      this.failure = error.message;
      output = new Array<number>(outputs).fill(Number.NaN);
      session.reset();
      this.#whole = false;
    }
    this.#time += dt;
    const mark = marks.find((one) => one.step === at && (one.sequence ?? this.#sequence) === this.#sequence);
    if (mark) this.marks.push({ at: this.#time, label: mark.label });
    this.log.push({ input, dt, target, output });
    this.#show(target, output, (kind, name) =>
      kind === 'probe' ? session.probe(name) : session.state(name),
    );
  }

  #show(
    target: readonly number[],
    output: readonly number[],
    read: (kind: 'probe' | 'state', name: string) => ArrayLike<number> | null,
  ): void {
    this.x.push(this.#time);
    if (this.x.length > WINDOW) this.x.shift();
    push(this.truth, target);
    push(this.predictions, output);
    const nothing = (rows: Rows): number[] => rows.map(() => Number.NaN);
    for (const [name, rows] of this.probes) push(rows, read('probe', name) ?? nothing(rows));
    for (const [name, rows] of this.states) push(rows, read('state', name) ?? nothing(rows));
    this.marks = this.marks.filter(({ at }) => at >= this.x[0]);
  }

  /**
   * The steps since the state was zero, as CSV with all digits: who steps the downloaded model with these inputs and
   * intervals gets these outputs, bit for bit. Null where another model had a part in them.
   */
  csv(): string | null {
    if (!this.#whole) return null;
    const { inputs, outputs } = this.feed;
    const header = [
      'dt',
      ...inputs.map((name) => `input ${name}`),
      ...outputs.map((name) => `target ${name}`),
      ...outputs.map((name) => `output ${name}`),
    ];
    const quoted = header.map((name) => (/[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
    const rows = this.log.map(({ input, dt, target, output }) =>
      [dt, ...input, ...target, ...output].join(','),
    );
    return [quoted.join(','), ...rows, ''].join('\n');
  }

  dispose(): void {
    this.#model?.dispose();
    this.#session = this.#model = null;
  }
}
