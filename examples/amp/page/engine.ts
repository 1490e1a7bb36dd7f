/** A model on blocks of stereo sound. It knows nothing of the worklet around it. */
import { loadSync, type Session } from '../../../src/runtime/entries/simd.ts';
import { BLOCK, type ProcessorOptions } from './messages.ts';
import { Timing } from './timing.ts';

/** Left and right: a session each, of one model. */
const CHANNELS = 2;

export class Engine {
  readonly timing: Timing;
  bypass = false;
  /** Blocks that were refused since the last reading, and why the first one was. */
  refused = 0;
  why: string | null = null;
  readonly #sessions: readonly Session[];
  /** The time before each step, in an array: an engine may box a number. */
  readonly #dt: Float32Array;
  readonly #silence = new Float32Array(BLOCK);

  /**
   * Loads the model.
   * @throws MeniscusError for a blob that is broken
   */
  constructor({ module, blob, rate, clock }: ProcessorOptions) {
    const model = loadSync(blob, { interpreter: module });
    if (model.inputs !== 1 || model.outputs !== 1)
      throw new RangeError(`${model.inputs} inputs and ${model.outputs} outputs: sound has one of each`);
    this.#sessions = Array.from({ length: CHANNELS }, () => model.session());
    this.#dt = new Float32Array(BLOCK).fill(model.metadata.interval === undefined ? 1 : 1 / rate);
    this.timing = new Timing((1e6 * BLOCK) / rate, clock);
  }

  /**
   * Takes a block of each channel. Allocates nothing, unless the model refuses the block.
   * @param input channels; none is silence, one goes to both sides
   * @param output one channel or two
   */
  process(input: readonly Float32Array[], output: readonly Float32Array[]): void {
    this.timing.start();
    for (let c = 0; c < output.length && c < CHANNELS; c++) {
      const given = input.length === 0 ? this.#silence : input[c < input.length ? c : 0];
      this.#run(this.#sessions[c], given, output[c]);
      if (this.bypass) output[c].set(given);
    }
    this.timing.end();
  }

  #run(session: Session, given: Float32Array, output: Float32Array): void {
    try {
      session.runInto(given, output, this.#dt);
    } catch (error) {
      // such as an infinity from a faulty source: the state is as before it
      output.fill(0);
      this.refused++;
      this.why ??= (error as Error).message;
    }
  }
}
