/** One stream through a model. It has its own state and shares the weights. */

import { checkKeys, fail } from './errors.ts';
import type { Instance } from './instance.ts';
import { type Missing, missingOf, type SessionOptions } from './missing.ts';
import type { Origins, Outputs } from './origins.ts';
import { copyOf, floats, named, take, writeState } from './ports.ts';
import { type RunOptions, runBatches, runSteps, stepsIn } from './run.ts';
import { restoreSnapshot, takeSnapshot } from './snapshot.ts';
import { checkNumbers, checkOutputs, failLength, failStep } from './step-failure.ts';
import { type Reading, type StreamOptions, streamOf } from './stream.ts';

export class Session {
  readonly #instance: Instance;
  /** Address of the arena; 0 once disposed. */
  #address: number;
  #input!: Float32Array;
  #output!: Float32Array;
  /** The array that the host gets instead if outputs have origins. */
  readonly #given: Float64Array | null;
  readonly #missing: Missing | null;

  /** Call `model.session()` instead. */
  constructor(instance: Instance, options: SessionOptions = {}) {
    checkKeys('session', options, 'missing stale');
    this.#missing = missingOf(instance, options);
    const { interpreter } = instance;
    this.#instance = instance;
    this.#given = instance.origins?.outputs ? new Float64Array(instance.output.length) : null;
    this.#address =
      interpreter.session() >>> 0 ||
      fail(
        'memory',
        `${instance.name}: no memory for a session of ${interpreter.sessionBytes()} bytes; dispose others`,
      );
    this.#bind();
  }

  /**
   * Takes one step. Allocates nothing.
   * @param input N finite numbers, rounded to f32 after any origins are subtracted; NaN where `missing` is not `error`
   * @param dt time since the previous step in the model's time unit, finite and > 0 as f32
   * @returns M numbers, 64-bit if outputs have origins. Valid until the next call on the model: copy them to keep them
   * @throws {MeniscusError} `input`, also if a Float32Array is too coarse for the model's data; `dt`; or `result` if a
   * value would not be finite: the state then stays as before the step. `disposed` after `dispose()`.
   */
  step(input: ArrayLike<number>, dt = 1): Outputs {
    const interpreter = this.#instance.exports;
    if (interpreter === null || this.#address === 0) return this.#failDisposed();
    // Growth of the memory detaches every view on it, and a detached view has length 0.
    if (this.#output.length === 0) this.#bind();
    const view = this.#input;
    const length = view.length;
    if (input?.length !== length) failLength(input, length);
    const { origins } = this.#instance;
    if (origins !== null) origins.take(input, 0, view);
    else take(input, view);
    const missing = this.#missing;
    if (missing !== null) {
      missing.time[0] = dt;
      if (!missing.fill(view)) return this.#again(missing);
    }
    // two calls: engines box a number that comes from either place
    const status = missing?.late
      ? interpreter.step(this.#address, missing.time[0])
      : interpreter.step(this.#address, dt);
    if (status !== 0) failStep(this.#instance, status, input, 0, dt);
    if (missing !== null) missing.keep(this.#output);
    const given = this.#given;
    if (given === null) return this.#output;
    (origins as Origins).give(this.#output, given, 0);
    return given;
  }

  /** The outputs of a step that is left out. */
  #again(missing: Missing): Outputs {
    missing.again(this.#output);
    if (this.#given) this.#instance.origins?.give(this.#output, this.#given, 0);
    return this.#given ?? this.#output;
  }

  /**
   * Checks that `step` and `run` can take the numbers of an array.
   * @throws {MeniscusError} `input` for anything but numbers, or a Float32Array that is too coarse for the model's data
   */
  check(inputs: ArrayLike<number>): void {
    checkNumbers(inputs, this.#instance.input.length);
    this.#instance.origins?.check(inputs);
  }

  /**
   * Runs a sequence from the current state.
   * @param inputs [T × N], row-major, finite; NaN where `missing` is not `error`
   * @returns [T × M], row-major, a copy; 64-bit numbers if outputs have origins
   * @throws {MeniscusError} as `step`, naming the step. Earlier steps stay done, without their outputs: the state is that
   * after the last good step. Anything but numbers is rejected before the first step.
   */
  run(inputs: ArrayLike<number>, options: RunOptions = {}): Outputs {
    checkKeys('run', options, 'dt');
    const { dt = 1 } = options;
    const address = this.#opened;
    const { input, output } = this.#instance;
    checkNumbers(inputs, input.length);
    const steps = stepsIn(inputs, input.length, dt);
    const outputs = new (this.#given ? Float64Array : Float32Array)(steps * output.length);
    return this.#run(address, inputs, dt, steps, outputs);
  }

  /**
   * Runs a sequence as `run` does, into an array of yours: for a callback that must not allocate. Calls of one length one after
   * another allocate nothing, unless missing inputs are masked, dropped or counted; an interval that you compute anew for each call
   * may be boxed by the engine, so keep it.
   * @param inputs [T × N], as for `run`
   * @param outputs [T × M], filled and returned: a Float32Array, or a Float64Array if outputs have origins
   * @param dt one, or T
   * @throws {MeniscusError} as `run`, and `input` for outputs that do not fit
   */
  runInto<O extends Outputs>(inputs: ArrayLike<number>, outputs: O, dt: number | ArrayLike<number> = 1): O {
    const address = this.#opened;
    const { input, output } = this.#instance;
    checkNumbers(inputs, input.length);
    const steps = stepsIn(inputs, input.length, dt);
    checkOutputs(outputs, steps * output.length, this.#given ? 'Float64Array' : 'Float32Array');
    return this.#run(address, inputs, dt, steps, outputs);
  }

  #run<O extends Outputs>(
    address: number,
    inputs: ArrayLike<number>,
    dt: number | ArrayLike<number>,
    steps: number,
    outputs: O,
  ): O {
    const missing = this.#missing;
    if (missing === null || missing.inRuns)
      return runBatches(this.#instance, address, missing, inputs, dt, outputs);
    this.check(inputs);
    return runSteps(this, inputs, dt, steps, outputs);
  }

  /**
   * Reads a declared probe, as the last step evaluated it.
   * @param into filled and returned if given; else a new array
   * @throws {MeniscusError} `probe` for an unknown name or an array of another length
   */
  probe(name: string, into?: Float32Array): Float32Array {
    return copyOf('probe', this.#instance, this.#opened, name, into);
  }

  /**
   * Reads a state after the last step; at first, where it starts. `model.states` has the names.
   * @param into filled and returned if given; else a new array
   * @throws {MeniscusError} `state` for an unknown name or an array of another length
   */
  state(name: string, into?: Float32Array): Float32Array {
    return copyOf('state', this.#instance, this.#opened, name, into);
  }

  /**
   * Gives a read-only view of a state, not a copy. It is valid until the memory grows; then its length becomes 0.
   * @throws {MeniscusError} `state` for an unknown name
   */
  stateView(name: string): Float32Array {
    return named('state', this.#instance, this.#opened, name);
  }

  /**
   * Sets a state. The next step continues from it, with a fresh compensation.
   * @param values one for each element of the state, finite as f32
   * @throws {MeniscusError} `state` for an unknown name, another length or a value that is not finite; nothing changes then
   */
  setState(name: string, values: ArrayLike<number>): void {
    writeState(this.#instance, this.#opened, name, values);
  }

  /**
   * Makes a Web Streams stage that steps this session. It takes readings, N numbers or `{ input, dt }`, and gives a copy of
   * the outputs for each. An error ends the stream and names the reading, counted from 0; the session stays as before it.
   * @throws {MeniscusError} `stream` if the host has no `TransformStream`
   */
  stream<R extends Reading = Reading, O = Outputs>(options: StreamOptions<R, O> = {}): TransformStream<R, O> {
    checkKeys('stream', options, 'dt output');
    return streamOf(this, options);
  }

  /**
   * Saves states, compensations and what stands in for missing inputs as bytes. A session that restores them continues with
   * the same bits, also in another process, host or build (`simd` or `scalar`). docs/format.md has the layout.
   */
  snapshot(): Uint8Array {
    return takeSnapshot(this.#instance, this.#opened, this.#missing);
  }

  /**
   * Continues from a snapshot of the same program, weights, unfolds, `missing` and weights option (`fast` and `small` are
   * the same here). Probes keep their values until the next step.
   * @throws {MeniscusError} `snapshot`, naming the difference; the session then stays as before
   */
  restore(snapshot: Uint8Array | ArrayBuffer): void {
    const kept = restoreSnapshot(this.#instance, this.#opened, snapshot, this.#missing);
    this.#missing?.reset(kept);
  }

  /** Counts the missing inputs that the last successful step filled, or for which it was left out. */
  get held(): number {
    return this.#missing?.count ?? 0;
  }

  /**
   * The inputs that were missing in the last `stale` readings at least, by index, in order; empty without that option. A snapshot
   * does not count them: after `restore` it begins anew.
   */
  get stale(): readonly number[] {
    return this.#missing?.stale ?? [];
  }

  /** Returns to the initial state; held inputs return to their means, and dropped time is forgotten. */
  reset(): void {
    this.#instance.interpreter.reset(this.#opened);
    this.#missing?.reset();
  }

  /** Gives the arena back to the model. Safe to call twice. */
  dispose(): void {
    if (this.#address !== 0) this.#instance.exports?.release(this.#address);
    this.#address = 0;
  }

  /** The address of the arena. @throws {MeniscusError} `disposed` */
  get #opened(): number {
    return (this.#instance.exports && this.#address) || this.#failDisposed();
  }

  #bind(): void {
    const { input, output } = this.#instance;
    this.#input = floats(this.#instance, this.#address, input);
    this.#output = floats(this.#instance, this.#address, output);
  }

  #failDisposed(): never {
    // the model or the session was disposed
    this.#instance.interpreter;
    return fail(
      'disposed',
      `${this.#instance.name}: the session is disposed; make another with model.session()`,
    );
  }
}
