/** A loaded model. */
import { FLAG_SATURATED, PORT_PROBE, PORT_STATE } from '../../assembly/layout.ts';
import type { OriginTable } from './blob.ts';
import { checkKeys } from './errors.ts';
import type { SessionOptions } from './forward-fill.ts';
import type { Instance } from './instance.ts';
import type { Metadata } from './metadata.ts';
import type { Outputs } from './origins.ts';
import { type RunOptions, Session } from './session.ts';

/** Bytes. A model needs `residentBytes` and `sessionBytes` more for each session. */
export interface ModelMemory {
  /** Of the model itself: interpreter, program and weights. */
  residentBytes: number;
  sessionBytes: number;
  /** The size of the WebAssembly memory now. */
  wasmBytes: number;
}

/** What was chosen for a budget. */
export interface Budget {
  /**
   * Substeps that a step now has; in a stack of layers with different counts, of the layer that has the most. To have as many
   * again, load with this number as `unfolds`; where it is all of such a stack, without.
   */
  readonly unfolds: number;
  /**
   * Of a step, measured here: the 99 % quantile of short batches, in the quietest of some intervals of 1 ms. A batch
   * lasts 10 µs or one step, longer where the clock is coarse; what its resolution leaves open counts as time taken.
   */
  readonly nanoseconds: number;
  /** As stored in the blob, in the units of the training loss; null if it stores none. */
  readonly loss: number | null;
  /** loss / loss at all unfolds − 1; null if the blob stores none. */
  readonly relativeLoss: number | null;
}

export class Model {
  /** N, numbers a step takes. */
  readonly inputs: number;
  /** M, numbers a step gives. */
  readonly outputs: number;
  /** The JSON of the blob; `{}` if it has none. Nothing that running needs is in it. */
  readonly metadata: Metadata;
  /** Names for `session.probe()`. */
  readonly probes: readonly string[];
  /** Names for `session.state()`. */
  readonly states: readonly string[];
  /**
   * What is subtracted from inputs before they are rounded to single precision, and added to outputs, in double precision:
   * where the data lie far from 0 for their spread. Null in most models.
   */
  readonly origins: OriginTable | null;
  /** What was chosen for the budget that the model was loaded with; null without one. */
  readonly budget: Budget | null;
  readonly #instance: Instance;

  /** Use `load()`. */
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
   * A new stream in its initial state. Dispose of it when the stream ends: its memory then serves the next one.
   * @throws {MeniscusError} `memory`, `disposed`, or `input` for another `missing` than there is
   */
  session(options?: SessionOptions): Session {
    return new Session(this.#instance, options);
  }

  /**
   * A whole sequence from the initial state, in a session of its own.
   * @param inputs [T × N], row-major, finite; with `missing: 'hold'` also NaN
   * @returns [T × M], row-major, as `session.run`
   * @throws {MeniscusError} as `session.run`
   */
  run(inputs: ArrayLike<number>, options: RunOptions & SessionOptions = {}): Outputs {
    // The new session may grow the memory, and then an output view that comes back as input would be detached.
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
   * Whether the integer path had to clamp a value in a step since this was asked last: what came in was outside the ranges
   * of the calibration, and the outputs are those of the clamped value.
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

  /** Lets go of the interpreter and its memory; all sessions end. Doing it twice is no error. */
  dispose(): void {
    this.#instance.exports = null;
  }
}
