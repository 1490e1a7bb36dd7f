/** A loaded model. */
import { FLAG_SATURATED, PORT_PROBE, PORT_STATE } from '../../assembly/layout.ts';
import type { OriginTable } from './blob.ts';
import { checkKeys } from './errors.ts';
import type { Instance } from './instance.ts';
import type { Metadata } from './metadata.ts';
import type { SessionOptions } from './missing.ts';
import type { Outputs } from './origins.ts';
import type { RunOptions } from './run.ts';
import { Session } from './session.ts';

/** Memory in bytes. A model needs `residentBytes`, and `sessionBytes` more for each session. */
export interface ModelMemory {
  /** The model itself: interpreter, program and weights. */
  residentBytes: number;
  sessionBytes: number;
  /** The present size of the WebAssembly memory. */
  wasmBytes: number;
}

/** The unfolds chosen for a budget. */
export interface Budget {
  /**
   * Substeps of a step; if layers have different counts, the largest. To choose as many again, load with this number as
   * `unfolds`; if layers have different counts and all were kept, load without `unfolds`.
   */
  readonly unfolds: number;
  /**
   * Nanoseconds of a step, measured here: the 99 % quantile of short batches, in the quietest of some intervals of 1 ms. A
   * batch lasts 10 µs or one step, longer if the clock is coarse. The resolution of the clock counts as time taken.
   */
  readonly nanoseconds: number;
  /** The loss that the blob stores, in the units of the training loss; null if it stores none. */
  readonly loss: number | null;
  /** loss / loss at all unfolds − 1; null if the blob stores none. */
  readonly relativeLoss: number | null;
}

export class Model {
  /** N, the number of inputs. */
  readonly inputs: number;
  /** M, the number of outputs. */
  readonly outputs: number;
  /** The JSON of the blob; `{}` if it has none. Steps do not depend on it. */
  readonly metadata: Metadata;
  /** Names for `session.probe()`. */
  readonly probes: readonly string[];
  /** Names for `session.state()`. */
  readonly states: readonly string[];
  /**
   * Offsets of data that lie far from 0 for their spread. In double precision they are subtracted from inputs, before these
   * are rounded to single precision, and added to outputs. Null in most models.
   */
  readonly origins: OriginTable | null;
  /** The choice for the budget that the model was loaded with; null without one. */
  readonly budget: Budget | null;
  readonly #instance: Instance;

  /** Call `load()` instead. */
  constructor(instance: Instance, budget: Budget | null = null) {
    this.#instance = instance;
    this.budget = budget;
    this.inputs = instance.input.length;
    this.outputs = instance.output.length;
    this.metadata = instance.metadata;
    this.origins = instance.originTable;
    this.probes = instance.portsOf(PORT_PROBE).map(({ name }) => name);
    this.states = instance.portsOf(PORT_STATE).map(({ name }) => name);
  }

  /**
   * Opens a stream in its initial state. Dispose of it when the stream ends: the next one reuses its memory.
   * @throws {MeniscusError} `memory`, `disposed`, or `input` for a `missing` or `stale` that does not fit
   */
  session(options?: SessionOptions): Session {
    return new Session(this.#instance, options);
  }

  /**
   * Runs a whole sequence from the initial state, in a session of its own.
   * @param inputs [T × N], row-major, finite; NaN where `missing` is not `error`
   * @returns [T × M], row-major, as `session.run`
   * @throws {MeniscusError} as `session.run`
   */
  run(inputs: ArrayLike<number>, options: RunOptions & Pick<SessionOptions, 'missing'> = {}): Outputs {
    // The new session may grow the memory, which would detach an output view that is passed as input.
    const isView = ArrayBuffer.isView(inputs) && inputs.buffer === this.#instance.interpreter.memory.buffer;
    const kept = isView ? Float32Array.from(inputs as ArrayLike<number>) : inputs;
    checkKeys('run', options, 'dt missing');
    const { missing, ...rest } = options;
    const session = this.session({ missing });
    try {
      return session.run(kept, rest);
    } finally {
      session.dispose();
    }
  }

  /**
   * Whether the integer path clamped a value since the last call: the value was outside the ranges of the calibration, and
   * the outputs are those of the clamped value.
   */
  saturated(): boolean {
    return (this.#instance.interpreter.flags() & FLAG_SATURATED) !== 0;
  }

  get memory(): ModelMemory {
    const { interpreter } = this.#instance;
    return {
      residentBytes: interpreter.residentBytes() >>> 0,
      sessionBytes: interpreter.sessionBytes() >>> 0,
      wasmBytes: interpreter.memory.buffer.byteLength,
    };
  }

  /** Releases the interpreter and its memory; all sessions end. Safe to call twice. */
  dispose(): void {
    this.#instance.exports = null;
  }
}
