import { TOGETHER } from '../graph/op.ts';
import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { fill, normalisedTargets } from './feed.ts';
import type { Loss } from './losses.ts';
import type { Regulariser } from './regularisers.ts';
import { type Sequence, together, type Window } from './sequence.ts';
import { Tape } from './tape.ts';

interface Options {
  readonly loss: Loss;
  readonly batch: number;
  readonly warmup: number;
  readonly forcing: number;
  readonly regularisers: readonly { readonly regulariser: Regulariser; readonly weight: number }[];
}

/**
 * The gradient of a mini-batch. Its windows run through one tape and back, `TOGETHER` at a time, so that they share every
 * read of a weight and every write of a gradient.
 */
export class Backpropagation {
  readonly tape: Tape;
  private readonly penalties: readonly { readonly value: Value; readonly weight: number }[];
  /** A step's prediction and its gradient. */
  private readonly prediction: Float64Array;
  private readonly slope: Float64Array;

  /** @param windows all windows: the longest one decides the tape's length */
  constructor(
    private readonly network: Network,
    private readonly sequences: readonly Sequence[],
    windows: readonly Window[],
    private readonly options: Options,
  ) {
    this.penalties = options.regularisers.map(({ regulariser, weight }) => ({
      value: regulariser.penalty(network),
      weight,
    }));
    const lanes = Math.min(options.batch, windows.length) > 1 ? TOGETHER : 1;
    this.tape = new Tape(
      network,
      Math.max(...windows.map((w) => w.length)),
      this.penalties.map((p) => p.value),
      lanes,
      lanes > 1,
      options.forcing < 1 ? { alpha: options.forcing, from: options.warmup + 1 } : undefined,
    );
    this.prediction = new Float64Array(network.spec.outputs);
    this.slope = new Float64Array(network.spec.outputs);
  }

  /**
   * Leaves the mean of the windows' gradients in `tape.parameterGradients`.
   * @param stored constants that replace those of the parameters, see `Tape.prepare`
   * @returns the sum of the windows' losses
   */
  run(batch: readonly Window[], stored?: ReadonlyMap<Value, Float64Array>): number {
    const { tape } = this;
    tape.prepare(stored);
    tape.clearGradients();
    let sum = 0;
    for (const group of together(batch, tape.lanes)) {
      sum += this.forward(group, 1 / batch.length);
      tape.backward(group[0].length);
    }
    tape.finish();
    return sum;
  }

  /**
   * The mean of the windows' losses, computed with other parameters.
   * @param stored as in `run`
   */
  loss(
    windows: readonly Window[],
    parameters: Float64Array,
    stored?: ReadonlyMap<Value, Float64Array>,
  ): number {
    const { tape } = this;
    tape.parameters.set(parameters);
    tape.prepare(stored);
    let sum = 0;
    for (const group of together(windows, tape.lanes)) sum += this.forward(group, 0);
    return sum / windows.length;
  }

  /**
   * Runs windows of one length, one in each lane, and seeds the gradients of their losses.
   * @returns the sum of their losses, each the mean over the steps after the warm-up
   */
  private forward(group: readonly Window[], share: number): number {
    const { tape, network } = this;
    const [{ length }] = group;
    // a lane without a window repeats the first window without a loss: its gradients are zero
    for (let lane = 0; lane < tape.lanes; lane++) {
      const { sequence, start } = group[lane] ?? group[0];
      fill(tape, network, this.sequences[sequence], start, length, lane);
    }
    tape.reset();
    tape.forward(length);
    tape.clearFrames(length);
    let sum = 0;
    for (let lane = 0; lane < group.length; lane++) sum += this.seedLoss(group[lane], lane, share);
    return sum;
  }

  /** Writes the gradient of one window's loss into the frames. Returns the loss. */
  private seedLoss({ sequence, start, length }: Window, lane: number, share: number): number {
    const { tape, network, penalties, prediction, slope } = this;
    const { warmup, loss } = this.options;
    const { lanes, values, gradients } = tape;
    const { outputs } = network.spec;
    const targets = normalisedTargets(network, loss, this.sequences[sequence]);
    const width = loss.targets(outputs);
    const weight = 1 / (length - warmup);
    let sum = 0;
    for (let t = warmup; t < length; t++) {
      const at = tape.address(network.prediction, t) + lane;
      for (let j = 0; j < outputs; j++) prediction[j] = values[at + j * lanes];
      slope.fill(0);
      sum += weight * loss.step(prediction, 0, outputs, targets, (start + t) * width, slope, share * weight);
      for (let j = 0; j < outputs; j++) gradients[at + j * lanes] += slope[j];
      for (const penalty of penalties) {
        const place = tape.address(penalty.value, t) + lane;
        sum += penalty.weight * weight * values[place];
        gradients[place] += share * penalty.weight * weight;
      }
    }
    return sum;
  }
}
