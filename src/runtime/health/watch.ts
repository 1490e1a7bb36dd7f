/** Watches a session: its steps and failures, its distance from the bounds, and whether inputs look like the training data. */
import { checkKeys, fail, type MeniscusError } from '../errors.ts';
import type { Model } from '../model.ts';
import { arrayOf, type Outputs } from '../origins.ts';
import { type RunOptions, runSteps, stepsIn } from '../run.ts';
import type { Session } from '../session.ts';
import { type Box, boxOf, type Distance, distanceOf, type Placed } from './box.ts';
import { Extremes } from './extremes.ts';
import { type Changed, Guard, type GuardOptions } from './guard.ts';
import { type InputHealth, InputRecord, inputNames } from './inputs.ts';
import { type IntervalHealth, IntervalRecord } from './interval.ts';

export interface WatchOptions {
  /**
   * Looks at values in every n-th step, from the first on; the rest covers every step. 31 by default. Choose a number that
   * shares no factor with a rhythm of the inputs: it sees the whole rhythm.
   */
  every?: number;
  /** Keeps inputs and outputs in ranges, in every step. */
  guard?: GuardOptions;
}

export interface BoxHealth {
  /** Headroom of the present states and of the last step's outputs. */
  readonly now: Distance;
  /** Headroom over all sampled steps: the least distance, and every unit that was ever saturated. */
  readonly ever: Distance;
  /** The number of state units. */
  readonly units: number;
  /** Inputs and intervals outside the box's assumed ranges, in the sampled steps. */
  readonly outside: { readonly inputs: number; readonly dt: number };
}

/** A watch's findings since it began or was restarted. Plain data, for JSON. */
export interface Health {
  /** Steps that succeeded. */
  readonly steps: number;
  /** Steps that failed, by error code; each left the state as before. */
  readonly refused: { readonly input: number; readonly dt: number; readonly result: number };
  /** Missing inputs that something stood in for, or for which their step was left out. */
  readonly held: number;
  /** Names of the inputs that are now missing for as long as the session's option `stale` says, or `input 0` without a name. */
  readonly stale: readonly string[];
  /** Sampled steps: those with values that were looked at. */
  readonly looked: number;
  /** Null if the blob does not describe the inputs in training. */
  readonly inputs: InputHealth | null;
  /** Null if the blob does not store its training interval. */
  readonly interval: IntervalHealth | null;
  /** Null if the blob has no box from `meniscus certify`. */
  readonly box: BoxHealth | null;
  /** Inputs that the guard replaced; null without it. */
  readonly clamped: Changed | null;
  /** Outputs that the guard replaced; null without it. */
  readonly clipped: Changed | null;
}

/**
 * Watches a session. Call `step` and `run` of the result in place of the session's.
 * @param model the session's model
 * @throws {MeniscusError} `watch` if options do not fit; `state` for a session of another model
 */
export const watch = (session: Session, model: Model, options?: WatchOptions): Watched =>
  new Watched(session, model, options);

/** Where all states start, one after another. */
function startsOf(model: Model): Float32Array {
  const fresh = model.session();
  const starts = model.states.flatMap((name) => Array.from(fresh.state(name)));
  fresh.dispose();
  return Float32Array.from(starts);
}

/** A prime. */
const EVERY = 31;

export class Watched {
  readonly #session: Session;
  readonly #model: Model;
  readonly #every: number;
  readonly #box: Box | null;
  /** Where the states in the box start. */
  readonly #starts: Float32Array;
  readonly #guard: Guard | null;
  readonly #inputs: InputRecord;
  readonly #intervals: IntervalRecord;
  readonly #states: Extremes;
  readonly #outputs: Extremes;
  /** Views of the session's states and outputs. */
  #views: Float32Array[];
  #output: Outputs = new Float32Array();
  #refused = { input: 0, dt: 0, result: 0 };
  #held = 0;
  #looked = 0;
  /** Steps until the next sample. */
  #wait = 0;

  /** Call `watch()` instead. */
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
    this.#starts = this.#box ? startsOf(model) : new Float32Array();
    this.#guard = guard ? new Guard(model, this.#box, guard) : null;
    this.#inputs = new InputRecord(model, this.#box);
    this.#intervals = new IntervalRecord(model);
    this.#states = new Extremes(lengths.reduce((sum, length) => sum + length, 0));
    this.#outputs = new Extremes(model.outputs, arrayOf(model.origins));
  }

  /**
   * Like `session.step`. Outputs that the guard clips are valid until the next call. Allocates nothing.
   * @throws {MeniscusError} as `session.step`
   */
  step(input: ArrayLike<number>, dt = 1): Outputs {
    const guard = this.#guard;
    const looks = this.#wait === 0;
    let output: Outputs;
    try {
      // checks the given array: the guard's own holds 64-bit numbers
      if (looks || guard?.inputs) this.#session.check(input);
      // looks before the step, which may overwrite inputs that are another step's outputs
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
   * Like `session.run`, step by step.
   * @throws {MeniscusError} as `session.run`
   */
  run(inputs: ArrayLike<number>, options: RunOptions = {}): Outputs {
    checkKeys('run', options, 'dt');
    const { dt = 1 } = options;
    const { inputs: width, outputs: height } = this.#model;
    this.#session.check(inputs);
    const steps = stepsIn(inputs, width, dt);
    return runSteps(this, inputs, dt, steps, new (arrayOf(this.#model.origins))(steps * height));
  }

  /** What the guard did in the last step: the bits INPUT_CLAMPED and OUTPUT_CLIPPED. */
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
      stale: this.#session.stale.map((i) => inputNames(this.#model)[i]),
      looked: this.#looked,
      inputs: this.#inputs.health,
      interval: this.#intervals.health,
      box: this.#box && this.#boxHealth(this.#box),
      clamped: clamped ? { ...clamped.changed } : null,
      clipped: clipped ? { ...clipped.changed } : null,
    };
  }

  /** Clears the findings, for a new report. The session continues. */
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
    // renews views of the session: growth of the memory detaches them
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
      { ranges: box.states, values: states, name: (i) => names[i], starts: this.#starts },
      { ranges: box.outputs, values: outputs, name: (i) => `output ${i}`, starts: null },
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
