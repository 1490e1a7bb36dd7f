/** The interpreter's buffers of a run, as arrays. */
import type { InterpreterExports } from './interpreter.ts';

/** The part of an instance that has them. */
interface Running {
  readonly interpreter: InterpreterExports;
  readonly input: { readonly length: number };
  readonly output: { readonly length: number };
}

/** Where a run puts its rows and finds its outputs, in the interpreter's memory. Calls of one length share their views. */
export class RunViews {
  rows = new Float32Array(0);
  dts = new Float32Array(0);
  found = new Float32Array(0);
  #count = 0;

  /** Makes the views fit `count` steps. A memory that grew has detached those of before: their length is 0. */
  fit({ interpreter, input, output }: Running, count: number): void {
    if (count === this.#count && this.rows.length > 0) return;
    const { buffer } = interpreter.memory;
    this.rows = new Float32Array(buffer, interpreter.runInputs() >>> 0, count * input.length);
    this.dts = new Float32Array(buffer, interpreter.runDts() >>> 0, count);
    this.found = new Float32Array(buffer, interpreter.runOutputs() >>> 0, count * output.length);
    this.#count = count;
  }
}
