/** A session whose health is kept: what it did, how near it came to its bounds, and whether its inputs are as in training. */
import { checkKeys, fail, MeniscusError } from '../errors.ts';
import type { Model } from '../model.ts';
import { arrayOf, type Outputs } from '../origins.ts';
import type { RunOptions, Session } from '../session.ts';
import { type Box, boxOf, type Distance, distanceOf, type Placed } from './box.ts';
import { Extremes } from './extremes.ts';
import { type Changed, Guard, type GuardOptions } from './guard.ts';
import { type InputHealth, InputRecord } from './inputs.ts';
import { type IntervalHealth, IntervalRecord } from './interval.ts';

export interface WatchOptions {
  /**
   * Values are looked at in one of so many steps, from the first on; all else is of every step. 31 by default; 1: in each.
   * A number that shares no factor with a rhythm of the inputs sees all of it.
   */
  every?: number;
  /** Keeps inputs and outputs in ranges, in every step. */
  guard?: GuardOptions;
}

export interface BoxHealth {
  /** Of the states as they are, and of the outputs of the last step. */
  readonly now: Distance;
  /** Over all steps that were looked at: the least distance, and all units that were saturated at any time. */
  readonly ever: Distance;
  /** Units that states have. */
  readonly units: number;
  /** Inputs, and intervals, outside the ranges for which the box holds, in the steps that were looked at. */
  readonly outside: { readonly inputs: number; readonly dt: number };
}

/** What a watch has seen, since it began or was restarted. Plain data, for JSON. */
export interface Health {
  /** Done. */
  readonly steps: number;
  /** Not done, by the code of the error: the state was then as before. */
  readonly refused: { readonly input: number; readonly dt: number; readonly result: number };
  /** Missing inputs in place of which the last values were held. */
  readonly held: number;
  /** Steps whose values were looked at. */
  readonly looked: number;
  /** Null where the blob does not say what inputs were in training. */
  readonly inputs: InputHealth | null;
  /** Null where the blob does not say at which interval it was trained. */
  readonly interval: IntervalHealth | null;
  /** Null where the blob has no box by `meniscus certify`. */
  readonly box: BoxHealth | null;
  /** Inputs that the guard replaced; null without it. */
  readonly clamped: Changed | null;
  /** Outputs that the guard replaced; null without it. */
  readonly clipped: Changed | null;
}

/**
 * Watches a session: steps that are to be seen go through what this returns.
 * @param model that the session is of
 * @throws {MeniscusError} `watch` for options that do not fit; `state` for a session of another model
 */
export const watch = (session: Session, model: Model, options?: WatchOptions): Watched =>
  new Watched(session, model, options);

/** A prime. */
const EVERY = 31;

export class Watched {
  readonly #session: Session;
  readonly #model: Model;
  readonly #every: number;
  readonly #box: Box | null;
  readonly #guard: Guard | null;
  readonly #inputs: InputRecord;
  readonly #intervals: IntervalRecord;
  readonly #states: Extremes;
  readonly #outputs: Extremes;
  /** Views of the states and outputs of the session. */
  #views: Float32Array[];
  #output: Outputs = new Float32Array();
  #refused = { input: 0, dt: 0, result: 0 };
  #held = 0;
  #looked = 0;
  /** Steps until the next that is looked at. */
  #wait = 0;

  /** Use `watch()`. */
  constructor(session: Session, model: Model, options: WatchOptions = {}) {
    checkKeys('watch', options, 'every guard');
    checkKeys('watch: guard', options.guard, 'inputs outputs');
    const { every = EVERY, guard } = options;
    if (!(every >= 1 && Number.isSafeInteger(every)))
      fail('watch', `every must be an integer ≥ 1, not ${every}`);
    this.#session = session;
    this.#model = model;
    this.#every = every;
    this.#views = this.#bound();
    const lengths = this.#views.map(({ length }) => length);
    this.#box = boxOf(model, lengths);
    this.#guard = guard ? new Guard(model, this.#box, guard) : null;
    this.#inputs = new InputRecord(model, this.#box);
    this.#intervals = new IntervalRecord(model);
    this.#states = new Extremes(lengths.reduce((sum, length) => sum + length, 0));
    this.#outputs = new Extremes(model.outputs, arrayOf(model.origins));
  }

  /**
   * As `session.step`; outputs that the guard has to clip are in an array that is valid until the next call. Allocates
   * nothing.
   * @throws {MeniscusError} as `session.step`
   */
  step(input: ArrayLike<number>, dt = 1): Outputs {
    const guard = this.#guard;
    const looks = this.#wait === 0;
    let output: Outputs;
    try {
      // as it came: the guard's own array holds numbers of 64 bits
      if (looks || guard?.inputs) this.#session.check(input);
      // before the step, which may overwrite inputs that are another step's outputs
      if (looks) {
        this.#inputs.see(input);
        this.#inputs.seeInterval(dt);
        this.#intervals.see(dt);
      }
      const given = guard?.inputs ? guard.inputs.of(input) : input;
      output = this.#session.step(given, dt);
    } catch (error) {
      this.#refuse(error);
      throw error;
    }
    const held = this.#session.held;
    if (held !== 0) this.#held += held;
    if (looks) this.#look(output);
    else this.#wait--;
    return guard?.outputs ? guard.outputs.of(output) : output;
  }

  /**
   * As `session.run`, step by step.
   * @throws {MeniscusError} as `session.run`
   */
  run(inputs: ArrayLike<number>, options: RunOptions = {}): Outputs {
    checkKeys('run', options, 'dt');
    const { dt = 1 } = options;
    const { inputs: width, outputs: height } = this.#model;
    this.#session.check(inputs);
    const steps = inputs.length / width;
    if (steps % 1) fail('input', `expected N = ${width} inputs for each step, got ${inputs.length} in all`);
    if (typeof dt !== 'number' && dt?.length !== steps)
      fail('dt', `expected one dt or ${steps}, got ${dt?.length ?? dt}`);
    const row = new Float64Array(width);
    const outputs = new (arrayOf(this.#model.origins))(steps * height);
    for (let t = 0; t < steps; t++) {
      for (let i = 0; i < width; i++) row[i] = inputs[t * width + i];
      try {
        outputs.set(this.step(row, typeof dt === 'number' ? dt : dt[t]), t * height);
      } catch (cause) {
        if (!(cause instanceof MeniscusError)) throw cause;
        fail(cause.code, `step ${t}: ${cause.message}`, cause);
      }
    }
    return outputs;
  }

  /** What the guard did in the last step: bits of INPUT_CLAMPED and OUTPUT_CLIPPED. */
  get flags(): number {
    return this.#guard?.flags ?? 0;
  }

  /** @throws {MeniscusError} `disposed` */
  get health(): Health {
    const { clamped, clipped } = { clamped: this.#guard?.inputs, clipped: this.#guard?.outputs };
    return {
      steps: this.#looked * this.#every - this.#wait,
      refused: { ...this.#refused },
      held: this.#held,
      looked: this.#looked,
      inputs: this.#inputs.health,
      interval: this.#intervals.health,
      box: this.#box && this.#boxHealth(this.#box),
      clamped: clamped ? { ...clamped.changed } : null,
      clipped: clipped ? { ...clipped.changed } : null,
    };
  }

  /** Forgets what was seen, as between two reports. The session goes on. */
  restart(): void {
    this.#held = this.#looked = this.#wait = 0;
    this.#refused = { input: 0, dt: 0, result: 0 };
    for (const record of [this.#inputs, this.#intervals, this.#states, this.#outputs]) record.reset();
    this.#guard?.inputs?.reset();
    this.#guard?.outputs?.reset();
  }

  #look(output: Outputs): void {
    this.#wait = this.#every - 1;
    this.#looked++;
    this.#output = output;
    // as views of the session: memory that grows detaches them
    if (this.#views[0].length === 0) this.#views = this.#bound();
    let from = 0;
    for (let k = 0; k < this.#views.length; k++) {
      const view = this.#views[k];
      this.#states.see(view, from);
      from += view.length;
    }
    this.#outputs.see(output, 0);
  }

  #bound(): Float32Array[] {
    return this.#model.states.map((name) => this.#session.stateView(name));
  }

  #refuse(error: unknown): void {
    const { code } = error as MeniscusError;
    if (code === 'input' || code === 'dt' || code === 'result') this.#refused[code]++;
  }

  #boxHealth(box: Box): BoxHealth {
    const views = this.#bound();
    const names = this.#model.states.flatMap((name, k) =>
      Array.from(views[k], (_, i) => `state "${name}"[${i}]`),
    );
    const now = views.flatMap((view) => Array.from(view));
    const placed = (
      states: (i: number) => readonly number[],
      outputs: (i: number) => readonly number[],
    ): Placed[] => [
      { ranges: box.states, values: states, name: (i) => names[i], fromZero: true },
      { ranges: box.outputs, values: outputs, name: (i) => `output ${i}`, fromZero: false },
    ];
    const seen =
      ({ low, high }: Extremes) =>
      (i: number) =>
        this.#looked > 0 ? [low[i], high[i]] : [];
    return {
      now: distanceOf(
        placed(
          (i) => [now[i]],
          (i) => [this.#output[i]],
        ),
      ),
      ever: distanceOf(placed(seen(this.#states), seen(this.#outputs))),
      units: names.length,
      outside: { ...this.#inputs.outside },
    };
  }
}
