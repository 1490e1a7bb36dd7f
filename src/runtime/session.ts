/** One stream through a model: its own state, shared weights. */

import { checkKeys, fail } from './errors.ts';
import { ForwardFill, type SessionOptions } from './forward-fill.ts';
import type { Instance } from './instance.ts';
import type { Origins, Outputs } from './origins.ts';
import { copyOf, floats, named, writeState } from './ports.ts';
import { restoreSnapshot, takeSnapshot } from './snapshot.ts';
import { checkNumbers, failDt, failStep } from './step-failure.ts';
import { type Reading, type StreamOptions, streamOf } from './stream.ts';

/** Inputs from which on the engine's own copy of a typed array is faster than a loop. */
const FEW = 16;

export interface RunOptions {
  /** Time since the previous step, in the model's time unit: one number > 0, or one for each step. 1 by default. */
  dt?: number | ArrayLike<number>;
}

export class Session {
  readonly #instance: Instance;
  /** Of the arena; 0 once disposed. */
  #address: number;
  #input!: Float32Array;
  #output!: Float32Array;
  /** What the host gets instead, where outputs have origins. */
  readonly #given: Float64Array | null;
  readonly #held: ForwardFill | null;

  /** Use `model.session()`. */
  constructor(instance: Instance, options: SessionOptions = {}) {
    checkKeys('session', options, 'missing');
    const { missing = 'error' } = options;
    this.#held = missing === 'hold' ? new ForwardFill(instance) : null;
    if (!this.#held && missing !== 'error') fail('input', `missing must be error or hold, not ${missing}`);
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
   * One step. Allocates nothing.
   * @param input N finite numbers, rounded to f32, but for a model with origins after these were subtracted; with
   * `missing: 'hold'` also NaN
   * @param dt time since the previous step in the model's time unit, finite and > 0 as f32
   * @returns M numbers, 64-bit ones where outputs have origins: valid until the next call on the model; copy it to keep it
   * @throws {MeniscusError} `input`, also for a Float32Array that is too coarse for the model's data; `dt`; or `result` when a
   * value would leave the finite numbers; the state is then as before the step. `disposed` after `dispose()`.
   */
  step(input: ArrayLike<number>, dt = 1): Outputs {
    const interpreter = this.#instance.exports;
    if (interpreter === null || this.#address === 0) return this.#failDisposed();
    // Growing memory detaches every view on it, and a detached view has length 0.
    if (this.#output.length === 0) this.#bind();
    const view = this.#input;
    const length = view.length;
    if (input?.length !== length) {
      checkNumbers(input, length);
      fail('input', `expected N = ${length} inputs, got ${input.length}`);
    }
    const { origins } = this.#instance;
    if (origins !== null) origins.take(input, 0, view);
    else if (length < FEW || !ArrayBuffer.isView(input) || typeof input[0] !== 'number')
      for (let i = 0; i < length; i++) {
        const x = input[i];
        if (typeof x !== 'number') checkNumbers(input, length);
        view[i] = x;
      }
    else view.set(input);
    const held = this.#held;
    if (held !== null) held.fill(view);
    const status = interpreter.step(this.#address, dt);
    if (status !== 0) failStep(this.#instance, status, input, 0, dt);
    if (held !== null) held.keep();
    const given = this.#given;
    if (given === null) return this.#output;
    (origins as Origins).give(this.#output, given, 0);
    return given;
  }

  /**
   * Nothing, if `step` and `run` take numbers from such an array.
   * @throws {MeniscusError} `input` for what is no number, or a Float32Array that is too coarse for the model's data
   */
  check(inputs: ArrayLike<number>): void {
    checkNumbers(inputs, this.#instance.input.length);
    this.#instance.origins?.check(inputs);
  }

  /**
   * A sequence, continuing the state.
   * @param inputs [T × N], row-major, finite; with `missing: 'hold'` also NaN
   * @returns [T × M], row-major, a copy; 64-bit numbers where outputs have origins
   * @throws {MeniscusError} as `step`, naming the step. Outputs of the steps before it are not returned, but they
   * have happened: the state is as after the last good step. What is no number is refused before the first.
   */
  run(inputs: ArrayLike<number>, options: RunOptions = {}): Outputs {
    checkKeys('run', options, 'dt');
    const { dt = 1 } = options;
    const address = this.#opened;
    const { interpreter } = this.#instance;
    const { input, output, origins } = this.#instance;
    checkNumbers(inputs, input.length);
    const steps = inputs.length / input.length;
    if (steps % 1)
      fail('input', `expected N = ${input.length} inputs for each step, got ${inputs.length} in all`);
    const uniform = typeof dt === 'number';
    // 0 would ask the interpreter for one dt a step
    if (uniform && !Math.fround(dt)) failDt(dt);
    if (!uniform && dt?.length !== steps) fail('dt', `expected one dt or ${steps}, got ${dt?.length ?? dt}`);
    const outputs = new (this.#given ? Float64Array : Float32Array)(steps * output.length);
    const capacity = interpreter.runSteps() >>> 0;
    for (let from = 0; from < steps; from += capacity) {
      const count = Math.min(capacity, steps - from);
      const { buffer } = interpreter.memory;
      const rows = new Float32Array(buffer, interpreter.runInputs() >>> 0, count * input.length);
      if (origins !== null) origins.take(inputs, from * input.length, rows);
      else for (let i = 0; i < rows.length; i++) rows[i] = inputs[from * input.length + i];
      this.#held?.fillRows(rows);
      if (!uniform) {
        const dts = new Float32Array(buffer, interpreter.runDts() >>> 0, count);
        for (let t = 0; t < count; t++) dts[t] = dt[from + t];
      }
      const done = interpreter.run(address, count, uniform ? dt : 0) >>> 0;
      this.#held?.keepRows(rows, done, inputs, from * input.length);
      if (done < count) {
        const step = from + done;
        failStep(
          this.#instance,
          interpreter.status(),
          inputs,
          step * input.length,
          uniform ? dt : dt[step],
          `step ${step}: `,
        );
      }
      const found = new Float32Array(buffer, interpreter.runOutputs() >>> 0, count * output.length);
      if (outputs instanceof Float32Array) outputs.set(found, from * output.length);
      else origins?.give(found, outputs, from * output.length);
    }
    return outputs;
  }

  /**
   * A declared probe, as the last step evaluated it.
   * @param into filled and returned when given; else a new array
   * @throws {MeniscusError} `probe` on an unknown name or an array of another length
   */
  probe(name: string, into?: Float32Array): Float32Array {
    return copyOf('probe', this.#instance, this.#opened, name, into);
  }

  /**
   * A state as it is after the last step; 0 at the start. `model.states` has the names.
   * @param into filled and returned when given; else a new array
   * @throws {MeniscusError} `state` on an unknown name or an array of another length
   */
  state(name: string, into?: Float32Array): Float32Array {
    return copyOf('state', this.#instance, this.#opened, name, into);
  }

  /**
   * A state itself, not a copy: a view to read, valid until the memory grows, when its length becomes 0.
   * @throws {MeniscusError} `state` on an unknown name
   */
  stateView(name: string): Float32Array {
    return named('state', this.#instance, this.#opened, name);
  }

  /**
   * Sets a state, from which the next step goes on. Its compensation begins anew.
   * @param values as many as the state has, finite as f32
   * @throws {MeniscusError} `state` on an unknown name, another length or a value that is not finite; nothing is changed
   */
  setState(name: string, values: ArrayLike<number>): void {
    writeState(this.#instance, this.#opened, name, values);
  }

  /**
   * A Web Streams stage that steps this session: readings in, for each a copy of its outputs out. A reading is N numbers, or
   * `{ input, dt }`. An error ends the stream and names the reading, counted from 0; the session stays, as it was before it.
   * @throws {MeniscusError} `stream` where the host has no `TransformStream`
   */
  stream<R extends Reading = Reading, O = Outputs>(options: StreamOptions<R, O> = {}): TransformStream<R, O> {
    checkKeys('stream', options, 'dt output');
    return streamOf(this, options);
  }

  /**
   * The state as bytes: states, compensations and held inputs. A session that restores them goes on with the same bits,
   * in another process, host or build (`simd` or `scalar`) too. docs/format.md has the layout.
   */
  snapshot(): Uint8Array {
    return takeSnapshot(this.#instance, this.#opened, this.#held?.values ?? []);
  }

  /**
   * Goes on from a snapshot: of the same program and weights, unfolds, weights option (`fast` and `small` are the same
   * here) and `missing`. Probes are those of the last step until the next one.
   * @throws {MeniscusError} `snapshot`, with what does not fit; the session is then as before
   */
  restore(snapshot: Uint8Array | ArrayBuffer): void {
    const held = restoreSnapshot(this.#instance, this.#opened, snapshot, this.#held?.values.length ?? 0);
    this.#held?.reset(held);
  }

  /** How many inputs of the last step that was done were missing, and held; 0 without `missing: 'hold'`. */
  get held(): number {
    return this.#held?.count ?? 0;
  }

  /** Back to the initial state, and to the means of inputs that are held. */
  reset(): void {
    this.#instance.interpreter.reset(this.#opened);
    this.#held?.reset();
  }

  /** Gives the arena back to the model. Doing it twice is no error. */
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
    // of the model or of the session
    this.#instance.interpreter;
    return fail(
      'disposed',
      `${this.#instance.name}: the session is disposed; make another with model.session()`,
    );
  }
}
