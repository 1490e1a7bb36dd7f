import { RECORD } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { playerOf } from './kernel-player.ts';
import type { List, Player } from './player.ts';
import type { Forcing } from './tape-operations.ts';
import { type Unrolled, unroll } from './unroll.ts';

/**
 * A model unrolled over `steps` steps: one flat list of records over one flat array of values, planned once.
 *
 * It runs `lanes` sequences at once. Element j of a value in lane l lies at `address(value, step) + j · lanes + l`.
 */
export class Tape {
  readonly values: Float64Array;
  readonly gradients: Float64Array;
  /** Trained numbers, in the order of `model.parameters`: the head of `values` and of `gradients`. */
  readonly parameters: Float64Array;
  readonly parameterGradients: Float64Array;
  /** The states before step 0, in the order of `model.states`. */
  readonly state: Float64Array;
  private readonly plan: Unrolled;
  private readonly player: Player;
  private readonly recordsPerStep: number;
  /** A copy of the parameters while stored ones replace them. */
  private latent: Float64Array | null = null;

  /**
   * @param also further values to compute besides output, prediction and states: probes, penalties
   * @param lanes 1, or `TOGETHER`
   * @param kernels compute in WebAssembly if the host allows it, with the same bits; each such tape has its own memory
   * @param forcing for a network with as many outputs as inputs; none: it reads the inputs in its frames
   */
  constructor(
    network: Network,
    readonly steps: number,
    also: readonly Value[] = [],
    readonly lanes = 1,
    kernels = lanes > 1,
    forcing?: Forcing,
  ) {
    const plan = unroll(network, steps, lanes, also, forcing);
    this.plan = plan;
    this.player = playerOf(plan, kernels);
    this.values = this.player.values;
    this.gradients = this.player.gradients;
    this.parameters = this.values.subarray(0, plan.parameters);
    this.parameterGradients = this.gradients.subarray(0, plan.parameters);
    const [first] = plan.initialStates;
    const last = plan.initialStates.at(-1);
    this.state = this.values.subarray(first?.address ?? 0, last ? last.address + last.length : 0);
    this.recordsPerStep = plan.records.length / RECORD / steps;
    for (const [at, numbers] of plan.numbers) this.values.set(numbers, at);
  }

  /**
   * Where a value of a step lies in `values`, and its gradient in `gradients`.
   * @param unfold of a value in a loop; by default the last
   */
  address(value: Value, step: number, unfold?: number): number {
    return this.plan.address(value, step, unfold);
  }

  /**
   * Computes the values that depend only on parameters. Call it after each change of parameters.
   * @param stored numbers that replace constants in the steps. Gradients pass straight through to the sources of these
   *   constants: `finish` first restores the computed constants, and the parameters among them.
   * @throws RangeError for a value that the network's steps do not need
   */
  prepare(stored: ReadonlyMap<Value, Float64Array> = new Map()): void {
    this.playAll('constantRecords');
    this.latent = stored.size > 0 ? this.parameters.slice() : null;
    for (const [value, data] of stored) {
      const at = this.plan.constantAddress(value);
      if (at === undefined)
        throw new RangeError(
          `a stored ${value.source.kind} [${value.shape}] is no constant of the model's graph`,
        );
      this.values.set(data, at);
    }
    this.playAll('spreads');
    this.player.ready();
  }

  /** Runs steps 0 … steps − 1 on the inputs in their frames. */
  forward(steps: number): void {
    this.player.play('records', steps * this.recordsPerStep);
  }

  /** Clears the gradients of parameters and constants, at the start of a mini-batch. */
  clearGradients(): void {
    this.gradients.fill(0, 0, this.plan.frames);
  }

  /** Clears the gradients of the frames, before those of each sequence are seeded. */
  clearFrames(steps: number): void {
    const { frames, frameSize } = this.plan;
    this.gradients.fill(0, frames, frames + steps * frameSize);
  }

  /**
   * Propagates the seeded gradients from the frames back to the constants.
   * @param goesOn whether a lane went on from another state than the initial one, which then gets no gradient of it
   */
  backward(steps: number, goesOn: (lane: number) => boolean = () => false): void {
    for (const { address, length, from } of this.plan.initialStates)
      if (from !== null) this.gradients.fill(0, address, address + length);
    this.player.rewind('records', steps * this.recordsPerStep);
    const { gradients, lanes } = this;
    for (const { address, length, from } of this.plan.initialStates)
      for (let i = 0; from !== null && i < length; i++)
        if (!goesOn(i % lanes)) gradients[from + i] += gradients[address + i];
  }

  /** Propagates the gradients from the constants back to the parameters: once, after the last sequence of a batch. */
  finish(): void {
    if (this.latent) {
      this.parameters.set(this.latent);
      this.playAll('constantRecords');
    }
    for (const list of ['spreads', 'constantRecords'] as const) this.player.rewind(list, this.countOf(list));
  }

  /** Sets the states before step 0 to the initial ones. Call `prepare` first. */
  reset(): void {
    this.state.fill(0);
    for (const { address, length, from } of this.plan.initialStates)
      if (from !== null) this.values.copyWithin(address, from, from + length);
  }

  /** Copies the states after `steps` steps to those before step 0, so that a long sequence can run in pieces. */
  carry(network: Network, steps: number): void {
    const ends = network.states.map(({ after }) => {
      const at = this.address(after, steps - 1);
      return this.values.slice(at, at + lengthOf(after) * this.lanes);
    });
    ends.forEach((end, i) => {
      this.values.set(end, this.plan.initialStates[i].address);
    });
  }

  private playAll(list: List): void {
    this.player.play(list, this.countOf(list));
  }

  private countOf(list: List): number {
    return this.plan[list].length / RECORD;
  }
}
