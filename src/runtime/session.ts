/** One stream through a model. It has its own state and shares the weights. */

import { checkKeys, fail } from './errors.ts';
import { ForwardFill, type SessionOptions } from './forward-fill.ts';
import type { Instance } from './instance.ts';
import type { Origins, Outputs } from './origins.ts';
import { copyOf, floats, named, writeState } from './ports.ts';
import { restoreSnapshot, takeSnapshot } from './snapshot.ts';
import { checkNumbers, failDt, failStep } from './step-failure.ts';
import { type Reading, type StreamOptions, streamOf } from './stream.ts';

/** From this many inputs on, the engine copies a typed array faster than a loop. */
const FEW = 16;

export interface RunOptions {
  /** Time since the previous step in the model's time unit, > 0: one number, or one for each step. 1 by default. */
  dt?: number | ArrayLike<number>;
}

export class Session {
  readonly #instance: Instance;
  /** Address of the arena; 0 once disposed. */
  #address: number;
  #input!: Float32Array;
  #output!: Float32Array;
  /** The array that the host gets instead if outputs have origins. */
  readonly #given: Float64Array | null;
  readonly #held: ForwardFill | null;

  /** Call `model.session()` instead. */
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
   * Takes one step. Allocates nothing.
   * @param input N finite numbers, rounded to f32 after any origins are subtracted; with `missing: 'hold'` also NaN
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
   * Checks that `step` and `run` can take the numbers of an array.
   * @throws {MeniscusError} `input` for anything but numbers, or a Float32Array that is too coarse for the model's data
   */
  check(inputs: ArrayLike<number>): void {
    checkNumbers(inputs, this.#instance.input.length);
    this.#instance.origins?.check(inputs);
  }

  /**
   * Runs a sequence from the current state.
   * @param inputs [T × N], row-major, finite; with `missing: 'hold'` also NaN
   * @returns [T × M], row-major, a copy; 64-bit numbers if outputs have origins
   * @throws {MeniscusError} as `step`, naming the step. Earlier steps stay done, without their outputs: the state is that
   * after the last good step. Anything but numbers is rejected before the first step.
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
    // 0 would make the interpreter read one dt a step
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
   * Reads a declared probe, as the last step evaluated it.
   * @param into filled and returned if given; else a new array
   * @throws {MeniscusError} `probe` for an unknown name or an array of another length
   */
  probe(name: string, into?: Float32Array): Float32Array {
    return copyOf('probe', this.#instance, this.#opened, name, into);
  }

  /**
   * Reads a state after the last step; 0 at the start. `model.states` has the names.
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
   * Saves states, compensations and held inputs as bytes. A session that restores them continues with the same bits, also
   * in another process, host or build (`simd` or `scalar`). docs/format.md has the layout.
   */
  snapshot(): Uint8Array {
    return takeSnapshot(this.#instance, this.#opened, this.#held?.values ?? []);
  }

  /**
   * Continues from a snapshot of the same program, weights, unfolds, `missing` and weights option (`fast` and `small` are
   * the same here). Probes keep their values until the next step.
   * @throws {MeniscusError} `snapshot`, naming the difference; the session then stays as before
   */
  restore(snapshot: Uint8Array | ArrayBuffer): void {
    const held = restoreSnapshot(this.#instance, this.#opened, snapshot, this.#held?.values.length ?? 0);
    this.#held?.reset(held);
  }

  /** Counts the missing inputs that the last successful step filled; 0 without `missing: 'hold'`. */
  get held(): number {
    return this.#held?.count ?? 0;
  }

  /** Returns to the initial state; held inputs return to their means. */
  reset(): void {
    this.#instance.interpreter.reset(this.#opened);
    this.#held?.reset();
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
