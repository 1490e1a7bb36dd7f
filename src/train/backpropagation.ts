import { TOGETHER } from '../graph/op.ts';
import { lengthOf, type Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { fill, normalisedTargets } from './feed.ts';
import type { Loss } from './losses/index.ts';
import type { Regulariser } from './regularisers.ts';
import { type Sequence, targetSteps, together, type Window } from './sequence.ts';
import { Tape } from './tape.ts';

interface Options {
  readonly loss: Loss;
  readonly batch: number;
  readonly warmup: number;
  readonly forcing: number;
  readonly regularisers: readonly { readonly regulariser: Regulariser; readonly weight: number }[];
  /** Share of the states that no matrix reads in a window; 0 without masks. */
  readonly stateDropout?: number;
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
  /** The targets of the fullest window, in steps. */
  private readonly fullest: number;
  private readonly there = new WeakMap<Window, number>();
  /** What is learnt from in place of windows. */
  private readonly drawn = new Map<Window, Sequence>();
  /** The states that windows left, if others start from them. */
  private readonly left = new WeakMap<Window, Float64Array>();

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
    for (const mask of network.masks) this.setMask(mask, () => 1);
    this.prediction = new Float64Array(network.spec.outputs);
    this.slope = new Float64Array(network.spec.outputs);
    this.fullest = windows.reduce((most, window) => Math.max(most, this.targetsOf(window)), 0);
  }

  /**
   * The sum of windows' weights. A window weighs 1, or less if targets are missing: the share of its steps' targets that are
   * there, or that of the fullest window if all have gaps. A recording with one label weighs 1 therefore, however long it is.
   */
  weightOf(windows: readonly Window[]): number {
    return windows.reduce((sum, window) => sum + this.weight(window), 0);
  }

  private weight(window: Window): number {
    return this.targetsOf(window) / Math.min(window.length - this.options.warmup, this.fullest);
  }

  /** How many steps' worth of targets a window has after the warm-up. */
  private targetsOf(window: Window): number {
    const known = this.there.get(window);
    if (known !== undefined) return known;
    const { start, length, sequence } = window;
    const { warmup, loss } = this.options;
    const { targets } = this.sequences[sequence];
    const width = loss.targets(this.network.spec.outputs);
    const steps = targetSteps(targets, width, start + warmup, start + length);
    this.there.set(window, steps);
    return steps;
  }

  /**
   * Leaves the weighted mean of the windows' gradients in `tape.parameterGradients`.
   * @param batch each with a target after the warm-up
   * @param stored constants that replace those of the parameters, see `Tape.prepare`
   * @param draw what is learnt from in place of each window
   * @param random numbers in [0, 1) for the masks of states
   * @returns the sum of the windows' losses, each times its weight
   */
  run(
    batch: readonly Window[],
    stored?: ReadonlyMap<Value, Float64Array>,
    draw?: (window: Window) => Sequence,
    random?: () => number,
  ): number {
    const { tape } = this;
    if (draw) for (const window of batch) this.drawn.set(window, draw(window));
    tape.prepare(stored);
    tape.clearGradients();
    const scale = 1 / this.weightOf(batch);
    let sum = 0;
    for (const group of together(batch, tape.lanes)) {
      if (random) this.drawMasks(random);
      sum += this.forward(group, scale);
      tape.backward(group[0].length, (lane) => this.startOf(group[lane]) !== undefined);
    }
    tape.finish();
    this.drawn.clear();
    return sum;
  }

  /** Draws masks for every lane: 0 with the probability p, else 1 / (1 − p). */
  private drawMasks(random: () => number): void {
    const { stateDropout: p = 0 } = this.options;
    for (const mask of this.network.masks) this.setMask(mask, () => (random() < p ? 0 : 1 / (1 - p)));
  }

  private setMask(mask: Value, draw: () => number): void {
    const { values, lanes } = this.tape;
    const at = this.tape.address(mask, 0);
    for (let i = 0; i < lengthOf(mask) * lanes; i++) values[at + i] = draw();
  }

  /**
   * The weighted mean of the windows' losses, computed with other parameters.
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
    return sum / this.weightOf(windows);
  }

  /**
   * Runs windows of one length, one in each lane, and seeds the gradients of their losses.
   * @param scale of each gradient, besides its window's weight
   * @returns the sum of their losses times their weights, each the mean over the steps after the warm-up
   */
  private forward(group: readonly Window[], scale: number): number {
    const { tape, network } = this;
    const [{ length }] = group;
    // a lane without a window repeats the first window without a loss: its gradients are zero
    for (let lane = 0; lane < tape.lanes; lane++) {
      const { sequence, start } = this.source(group[lane] ?? group[0]);
      fill(tape, network, sequence, start, length, lane);
    }
    tape.reset();
    group.forEach((window, lane) => void this.begin(window, lane));
    tape.forward(length);
    tape.clearFrames(length);
    group.forEach((window, lane) => void this.leave(window, lane));
    let sum = 0;
    for (let lane = 0; lane < group.length; lane++) sum += this.seedLoss(group[lane], lane, scale);
    return sum;
  }

  /** Where a window is read: in its recording, or in what was drawn instead. */
  private source(window: Window): { readonly sequence: Sequence; readonly start: number } {
    const drawn = this.drawn.get(window);
    if (drawn) return { sequence: drawn, start: 0 };
    return { sequence: this.sequences[window.sequence], start: window.start };
  }

  /** Starts a lane from the state that the window before left. No gradient flows to that window. */
  private begin(window: Window, lane: number): void {
    const { state, lanes } = this.tape;
    const left = this.startOf(window);
    if (left) for (let j = 0; j < left.length; j++) state[j * lanes + lane] = left[j];
  }

  /** The state that the window before left; undefined for a window that starts from the initial state. */
  private startOf(window: Window | undefined): Float64Array | undefined {
    return window?.follows ? this.left.get(window.follows) : undefined;
  }

  /** Keeps the state that a window of a chain leaves. */
  private leave(window: Window, lane: number): void {
    if (window.follows === undefined) return;
    const { tape, network } = this;
    const { lanes, values } = tape;
    const left = this.left.get(window) ?? new Float64Array(tape.state.length / lanes);
    let i = 0;
    for (const { after } of network.states) {
      const at = tape.address(after, window.length - 1) + lane;
      for (let j = 0; j < lengthOf(after); j++) left[i++] = values[at + j * lanes];
    }
    this.left.set(window, left);
  }

  /** Runs windows without a target, for the states that they leave. */
  pass(batch: readonly Window[], stored?: ReadonlyMap<Value, Float64Array>): void {
    this.tape.prepare(stored);
    for (const group of together(batch, this.tape.lanes)) this.forward(group, 0);
  }

  /** Writes the gradient of one window's loss into the frames. Returns the loss times the window's weight. */
  private seedLoss(window: Window, lane: number, scale: number): number {
    const { length } = window;
    const { sequence, start } = this.source(window);
    const { tape, network, penalties, prediction, slope } = this;
    const { warmup, loss } = this.options;
    const { lanes, values, gradients } = tape;
    const { outputs } = network.spec;
    const targets = normalisedTargets(network, loss, sequence);
    const width = loss.targets(outputs);
    const share = scale * this.weight(window);
    const weight = 1 / (length - warmup);
    const ofTarget = 1 / this.targetsOf(window);
    let sum = 0;
    for (let t = warmup; t < length; t++) {
      const at = tape.address(network.prediction, t) + lane;
      if (targetSteps(targets, width, start + t, start + t + 1) > 0) {
        for (let j = 0; j < outputs; j++) prediction[j] = values[at + j * lanes];
        slope.fill(0);
        sum +=
          ofTarget * loss.step(prediction, 0, outputs, targets, (start + t) * width, slope, share * ofTarget);
        for (let j = 0; j < outputs; j++) gradients[at + j * lanes] += slope[j];
      }
      for (const penalty of penalties) {
        const place = tape.address(penalty.value, t) + lane;
        sum += penalty.weight * weight * values[place];
        gradients[place] += share * penalty.weight * weight;
      }
    }
    return sum * this.weight(window);
  }
}
