/** One stream through a model: its own state, shared weights. */
import { OK } from '../../assembly/layout.ts';
import type { Port } from './blob.ts';
import type { Engine } from './engine.ts';
import { counted, MeniscusError } from './errors.ts';
import { HeldInputs } from './missing.ts';
import { copyOf, keepState, writeState } from './named.ts';
import { readSnapshot, takeSnapshot } from './snapshot.ts';
import { stepFailure, validDt, wrongDt } from './step-failure.ts';
import { type Reading, type StreamOptions, streamOf } from './stream.ts';

/** Inputs from which on `set` is faster than a loop. */
const FEW = 16;

export interface SessionOptions {
  /**
   * What to do with an input that is NaN. `error`, the default: refuse the step. `hold`: take the last value of that input
   * in this session; before there is one its mean in training, of which the blob's metadata tell (`inputStatistics`), or 0.
   */
  missing?: 'error' | 'hold';
}

export interface RunOptions {
  /** Time since the previous step, in the model's time unit: one number > 0, or one for each step. 1 by default. */
  dt?: number | ArrayLike<number>;
}

export class Session {
  readonly #engine: Engine;
  /** Of the arena; 0 once disposed. */
  #address: number;
  #input!: Float32Array;
  #output!: Float32Array;
  readonly #held: HeldInputs | null;

  /** Use `model.session()`. */
  constructor(engine: Engine, { missing = 'error' }: SessionOptions = {}) {
    if (missing !== 'error' && missing !== 'hold')
      throw new MeniscusError('input', `missing must be error or hold, not ${missing}`);
    this.#engine = engine;
    this.#held = missing === 'hold' ? new HeldInputs(engine) : null;
    this.#address = engine.machine.session() >>> 0;
    if (this.#address === 0) {
      const bytes = engine.machine.sessionBytes() >>> 0;
      throw new MeniscusError(
        'memory',
        `${engine.name}: no memory for a session of ${bytes} bytes; dispose others`,
      );
    }
    this.#bind();
  }

  /**
   * One step. Allocates nothing.
   * @param input N finite numbers, rounded to f32; with `missing: 'hold'` also NaN
   * @param dt time since the previous step in the model's time unit, finite and > 0 as f32
   * @returns M floats: a view that is valid until the next call on the model; copy it to keep it
   * @throws {MeniscusError} `input`, `dt`, or `result` when a value would leave the finite numbers; the state is then
   * as before the step. `disposed` after `dispose()`.
   */
  step(input: ArrayLike<number>, dt = 1): Float32Array {
    const machine = this.#engine.exports;
    if (machine === null || this.#address === 0) throw this.#disposed();
    // Growing memory detaches every view on it, and a detached view has length 0.
    if (this.#output.length === 0) this.#bind();
    const view = this.#input;
    const length = view.length;
    if (input.length !== length) throw this.#wrongLength(input.length);
    // a loop is faster for a few numbers, the engine's own copy for many
    if (length < FEW) for (let i = 0; i < length; i++) view[i] = input[i];
    else view.set(input);
    const held = this.#held;
    if (held !== null) held.fill(view);
    const status = machine.step(this.#address, dt);
    if (status !== OK) throw stepFailure(this.#engine, status, input, 0, dt);
    if (held !== null) held.keep();
    return this.#output;
  }

  /**
   * A sequence, continuing the state.
   * @param inputs [T × N], row-major, finite; with `missing: 'hold'` also NaN
   * @returns [T × M], row-major, a copy
   * @throws {MeniscusError} as `step`, naming the step. Outputs of the steps before it are not returned, but they
   * have happened: the state is as after the last good step.
   */
  run(inputs: ArrayLike<number>, { dt = 1 }: RunOptions = {}): Float32Array {
    const machine = this.#machine();
    const { input, output } = this.#engine;
    const steps = inputs.length / input.length;
    if (!Number.isInteger(steps)) {
      throw new MeniscusError(
        'input',
        `expected ${counted(input.length, 'input')} for each step, got ${counted(inputs.length, 'number')} in all`,
      );
    }
    const uniform = typeof dt === 'number';
    if (uniform && !validDt(dt)) throw wrongDt(dt);
    if (!uniform && dt.length !== steps) {
      throw new MeniscusError(
        'dt',
        `expected one dt or ${steps} for ${counted(steps, 'step')}, got ${dt.length}`,
      );
    }
    const outputs = new Float32Array(steps * output.length);
    const capacity = machine.runSteps() >>> 0;
    for (let from = 0; from < steps; from += capacity) {
      const count = Math.min(capacity, steps - from);
      const { buffer } = machine.memory;
      const rows = new Float32Array(buffer, machine.runInputs() >>> 0, count * input.length);
      for (let i = 0; i < rows.length; i++) rows[i] = inputs[from * input.length + i];
      this.#held?.fillRows(rows);
      if (!uniform) {
        const dts = new Float32Array(buffer, machine.runDts() >>> 0, count);
        for (let t = 0; t < count; t++) dts[t] = dt[from + t];
      }
      const done = machine.run(this.#address, count, uniform ? dt : 0) >>> 0;
      this.#held?.keepRows(rows, done, inputs, from * input.length);
      if (done < count) {
        const step = from + done;
        const itsDt = uniform ? dt : dt[step];
        throw stepFailure(
          this.#engine,
          machine.status(),
          inputs,
          step * input.length,
          itsDt,
          `step ${step}: `,
        );
      }
      const results = new Float32Array(buffer, machine.runOutputs() >>> 0, count * output.length);
      outputs.set(results, from * output.length);
    }
    return outputs;
  }

  /**
   * A declared probe, as the last step evaluated it.
   * @param into filled and returned when given; else a new array
   * @throws {MeniscusError} `probe` on an unknown name or an array of another length
   */
  probe(name: string, into?: Float32Array): Float32Array {
    this.#machine();
    return copyOf('probe', this.#engine, this.#address, name, into);
  }

  /**
   * A state as it is after the last step; 0 at the start. `model.states` has the names.
   * @param into filled and returned when given; else a new array
   * @throws {MeniscusError} `state` on an unknown name or an array of another length
   */
  state(name: string, into?: Float32Array): Float32Array {
    this.#machine();
    return copyOf('state', this.#engine, this.#address, name, into);
  }

  /**
   * Sets a state, from which the next step goes on. Its compensation begins anew.
   * @param values as many as the state has, finite as f32
   * @throws {MeniscusError} `state` on an unknown name, another length or a value that is not finite; nothing is changed
   */
  setState(name: string, values: ArrayLike<number>): void {
    this.#machine();
    writeState(this.#engine, this.#address, name, values);
  }

  /**
   * A Web Streams stage that steps this session: readings in, for each a copy of its outputs out. A reading is N numbers, or
   * `{ input, dt }`. An error ends the stream and names the reading, counted from 0; the session stays, as it was before it.
   * @throws {MeniscusError} `stream` where the host has no `TransformStream`
   */
  stream<R extends Reading = Reading, O = Float32Array>(
    options: StreamOptions<R, O> = {},
  ): TransformStream<R, O> {
    return streamOf(this, options);
  }

  /**
   * The state as bytes: states, compensations and held inputs. A session that restores them goes on with the same bits,
   * in another process, host or build (`simd` or `scalar`) too. docs/format.md has the layout.
   */
  snapshot(): Uint8Array {
    const { memory } = this.#machine();
    const arena = new Uint8Array(memory.buffer, this.#address, this.#engine.arenaBytes);
    return takeSnapshot(this.#engine, arena, this.#held?.values ?? []);
  }

  /**
   * Goes on from a snapshot: of the same program and weights, unfolds, weights option (`fast` and `small` are the same
   * here) and `missing`. Probes are those of the last step until the next one.
   * @throws {MeniscusError} `snapshot`, with what does not fit; the session is then as before
   */
  restore(snapshot: Uint8Array | ArrayBuffer): void {
    const { memory } = this.#machine();
    const { state, held } = readSnapshot(this.#engine, snapshot, this.#held?.values.length ?? 0);
    new Uint8Array(memory.buffer, this.#address + this.#engine.stateBlock.offset).set(state);
    keepState(this.#engine, this.#address);
    this.#held?.reset(held);
  }

  /** How many inputs of the last step that was done were missing, and held; 0 without `missing: 'hold'`. */
  get held(): number {
    return this.#held?.count ?? 0;
  }

  /** Back to the initial state, and to the means of inputs that are held. */
  reset(): void {
    this.#machine().reset(this.#address);
    this.#held?.reset();
  }

  /** Gives the arena back to the model. Doing it twice is no error. */
  dispose(): void {
    if (this.#address !== 0) this.#engine.exports?.release(this.#address);
    this.#address = 0;
  }

  #machine() {
    if (this.#engine.exports === null || this.#address === 0) throw this.#disposed();
    return this.#engine.exports;
  }

  #bind(): void {
    const { machine, input, output } = this.#engine;
    const view = (port: Port) =>
      new Float32Array(machine.memory.buffer, this.#address + port.offset, port.length);
    this.#input = view(input);
    this.#output = view(output);
  }

  #disposed(): MeniscusError {
    const { exports, name } = this.#engine;
    return new MeniscusError(
      'disposed',
      exports === null
        ? `${name}: the model is disposed; load it again`
        : `${name}: the session is disposed; make another with model.session()`,
    );
  }

  #wrongLength(got: number): MeniscusError {
    return new MeniscusError('input', `expected ${counted(this.#engine.input.length, 'input')}, got ${got}`);
  }
}
