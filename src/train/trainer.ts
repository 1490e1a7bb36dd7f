import { parametersByName } from '../compile/fold.ts';
import type { LowerOptions } from '../compile/lower.ts';
import { Random } from '../data/random.ts';
import { checkNetwork, type Network } from '../network/network.ts';
import { type Augmenter, augmenterOf } from './augment/index.ts';
import { masked } from './augment/state-dropout.ts';
import { Backpropagation } from './backpropagation.ts';
import { Budget, type End } from './budget.ts';
import { checkedSequences } from './check-sequences.ts';
import type { Checkpoint, Epoch } from './checkpoint.ts';
import { complete } from './complete.ts';
import { type FakeQuantiser, fakeQuantiser } from './fake-quantise.ts';
import { firstValues } from './first-values.ts';
import type { OptimiserState } from './optimisers.ts';
import type { CompleteOptions, TrainOptions } from './options.ts';
import { exportedWith, weighted } from './options-fitted.ts';
import { chainsOf, inChains, type Order, shuffled } from './order.ts';
import { Pruning } from './pruning.ts';
import { rising } from './schedules.ts';
import type { SequenceData, Window } from './sequence.ts';
import { isScored, windowsOf } from './sequence.ts';
import type { Tape } from './tape.ts';
import { applyDecay, clipNorm, constrain } from './update.ts';
import { Validator } from './validator.ts';
import { windowed } from './whole-recordings.ts';

export type { Checkpoint, Epoch } from './checkpoint.ts';
export type { TrainOptions } from './options.ts';

/**
 * Trains a model on windows of sequences: truncated BPTT in float64, an optimiser, gradient clipping, best on validation.
 * The same model, data, options and seed give the same bits.
 *
 * With `qat`, forward and backward pass and validation compute with the matrices as a blob will hold them. The gradient is
 * that at these matrices and goes straight through the rounding to the float64 weights that the optimiser moves (the straight-through
 * estimator of Bengio et al. 2013, arXiv:1308.3432). These are what `bestParameters` gives: `compile` with
 * `exported` rounds them to what was computed with.
 */
export class Trainer {
  readonly options: CompleteOptions;
  /** What the blob has to be compiled with: the given `exported`, with the type of `qat`, and `sparse` where it is pruned. */
  readonly exported: LowerOptions;
  private readonly tape: Tape;
  private readonly quantise: FakeQuantiser | null;
  private readonly pruning: Pruning | null;
  private readonly backpropagation: Backpropagation;
  private readonly state: OptimiserState;
  private readonly augmenter: Augmenter | null;
  private readonly validator: Validator | null;
  private readonly windows: readonly Window[];
  private readonly order: Order;
  private readonly budget: Budget;
  private random: Random;
  private best: { parameters: Float64Array; loss: number; epoch: number };
  private log: Epoch[] = [];

  /**
   * @param train sequences to learn from
   * @param validation sequences that decide which weights are best; without them the training loss does
   * @throws RangeError for sequences that do not fit the model, or options outside their range
   */
  constructor(
    readonly network: Network,
    train: readonly SequenceData[],
    validation: readonly SequenceData[] = [],
    options: TrainOptions = {},
  ) {
    checkNetwork('Trainer', network);
    const completed = complete(options, network.spec);
    const { loss, warmup, seed, from, qat, prune } = completed;
    const widths = { ...network.spec, loss };
    const sequences = checkedSequences('Trainer', 'sequences', train, { ...widths, learnt: true });
    const held = checkedSequences('Trainer', 'validation', validation, { ...widths, optional: true });
    const width = loss.targets(network.spec.outputs);
    const fitted = windowed(completed, options, sequences, width);
    this.options = weighted(fitted, sequences, network.spec.outputs);
    const { window, batch, carry, stateDropout } = this.options;
    const learnt = masked(network, stateDropout);
    const chains = carry ? chainsOf(sequences, window, batch) : null;
    this.windows = chains?.flat() ?? windowsOf(sequences, width, this.options);
    this.order = chains ? inChains(chains, batch) : shuffled(this.windows, batch);
    if (this.windows.length === 0)
      throw new RangeError('there is nothing to train on: no window has a target after the warm-up');
    if (held.length > 0 && !held.some((one) => isScored(one, width, warmup)))
      throw new RangeError(`no validation step is left after a warm-up of ${warmup}: give longer sequences`);
    this.validator = held.length > 0 ? new Validator(network, held, this.options) : null;
    this.backpropagation = new Backpropagation(learnt, sequences, this.windows, this.options);
    this.augmenter = augmenterOf(network, sequences, this.options);
    this.tape = this.backpropagation.tape;
    const size = this.tape.parameters.length;
    this.state = { first: new Float64Array(size), second: new Float64Array(size), updates: 0 };
    this.exported = exportedWith(this.options);
    this.quantise = qat && fakeQuantiser(network, this.exported);
    this.budget = new Budget(this.options, this.order.count);
    this.pruning = prune && new Pruning(network, prune, this.budget.epochs as number, this.exported);
    this.random = new Random(seed);
    let at = 0;
    for (const values of firstValues(network, this.random, { from, scales: this.options.tauInit }).values()) {
      this.tape.parameters.set(values, at);
      at += values.length;
    }
    this.best = { parameters: this.tape.parameters.slice(), loss: Infinity, epoch: 0 };
  }

  get history(): readonly Epoch[] {
    return this.log;
  }

  /** Why the training is over; null while it goes on. */
  get end(): End | null {
    return this.budget.endOf(this.log, this.best.epoch);
  }

  /** The epoch after which it ends: as far as is known, if nothing gets better until then. */
  get lastEpoch(): number {
    return this.budget.lastEpoch(this.log, this.best.epoch);
  }

  get finished(): boolean {
    return this.end !== null;
  }

  /** The weights with the best validation loss so far, by parameter. */
  get bestParameters(): Map<string, Float64Array> {
    return parametersByName(this.network, this.best.parameters);
  }

  /** The weights as the last update left them, by parameter. */
  get currentParameters(): Map<string, Float64Array> {
    return parametersByName(this.network, this.tape.parameters);
  }

  /**
   * Goes once over the windows in random order.
   * @throws RangeError when the loss leaves the finite numbers; `bestParameters` are those of an earlier epoch
   */
  epoch(): Epoch {
    const updates = this.updates();
    for (;;) {
      const { done, value } = updates.next();
      if (done) return value;
    }
  }

  /**
   * `epoch` in parts, with the same bits, for hosts that have other things to do between them: yields the mean loss per
   * window of each mini-batch after its update. A checkpoint taken in between belongs to no epoch.
   * @throws RangeError as `epoch`
   */
  *updates(): Generator<number, Epoch> {
    const { rate, rateWarmup, schedule } = this.options;
    this.pruning?.advance(this.log.length, this.tape.parameters);
    const plateaus = this.budget.plateausIn(this.log);
    let sum = 0;
    const done: Window[] = [];
    for (const chosen of this.order.batches(this.random)) {
      if (done.length > 0 && this.budget.isSpent(this.state.updates)) break;
      done.push(...chosen);
      const weight = this.backpropagation.weightOf(chosen);
      if (weight === 0) {
        this.backpropagation.pass(chosen, this.quantise?.(this.currentParameters));
        continue;
      }
      const moment = this.budget.moment(this.state.updates, this.log.length, plateaus);
      const factor = schedule.factor(moment) * rising(this.state.updates, rateWarmup);
      const loss = this.update(chosen, rate * factor);
      sum += loss;
      yield loss / weight;
    }
    const all = done.length === this.windows.length ? this.windows : done;
    return this.close(sum / this.backpropagation.weightOf(all));
  }

  /** Ends an epoch: validates, and keeps the best weights. @param mean loss of its windows */
  private close(mean: number): Epoch {
    const parameters = this.currentParameters;
    const validation =
      this.validator?.loss(parameters, this.tape.parameters, this.quantise?.(parameters)) ?? mean;
    const epoch = this.log.length + 1;
    if (!Number.isFinite(mean) || !Number.isFinite(validation))
      throw new RangeError(
        `training diverged in epoch ${epoch}: the loss is ${mean}, in validation ${validation}; lower the rate, or use more unfolds`,
      );
    // weights that are still to be pruned are not those that are wanted, however good they are
    if (validation < this.best.loss || this.pruning?.isComplete(epoch - 2) === false)
      this.best = { parameters: this.tape.parameters.slice(), loss: validation, epoch };
    const { updates } = this.state;
    const result = { epoch, updates, loss: mean, validation, best: this.best.loss };
    this.log.push(result);
    return result;
  }

  /**
   * One optimiser step on a mini-batch.
   * @param batch windows with targets after the warm-up
   * @returns the sum of the windows' losses; one with gaps in its targets weighs less
   */
  update(batch: readonly Window[], rate: number): number {
    const { tape, pruning } = this;
    const { clip, decay: share, optimiser } = this.options;
    const stored = this.quantise?.(this.currentParameters);
    const { augmenter, random } = this;
    const draw = augmenter ? (window: Window) => augmenter.draw(window, random) : undefined;
    const sum = this.backpropagation.run(batch, stored, draw, () => random.next());
    pruning?.clearGradients(tape.parameterGradients);
    clipNorm(tape.parameterGradients, clip);
    this.state.updates++;
    if (share > 0) applyDecay(optimiser.decay, this.network, tape, rate, share);
    optimiser.step(tape.parameters, tape.parameterGradients, this.state, rate);
    constrain(this.network, tape.parameters);
    pruning?.clear(tape.parameters);
    return sum;
  }

  checkpoint(): Checkpoint {
    const { first, second, updates } = this.state;
    return {
      epoch: this.log.length,
      parameters: this.tape.parameters.slice(),
      first: first.slice(),
      second: second.slice(),
      updates,
      random: this.random.state,
      best: { ...this.best, parameters: this.best.parameters.slice() },
      history: [...this.log],
      ...(this.pruning && { mask: this.pruning.mask.slice() }),
    };
  }

  /** @throws RangeError for a checkpoint of another model */
  restore(checkpoint: Checkpoint): void {
    const size = this.tape.parameters.length;
    const { parameters, first, second, best, mask } = checkpoint;
    if ([parameters, first, second, best.parameters, mask ?? parameters].some((p) => p.length !== size))
      throw new RangeError(
        `the checkpoint has ${parameters.length} parameters, this model ${size}: it belongs to another model`,
      );
    if (this.pruning && !mask)
      throw new RangeError('the checkpoint says nothing of pruning: it belongs to a training without it');
    if (mask) this.pruning?.mask.set(mask);
    this.tape.parameters.set(parameters);
    this.state.first.set(first);
    this.state.second.set(second);
    this.state.updates = checkpoint.updates;
    this.random = Random.from(checkpoint.random);
    this.best = { ...best, parameters: best.parameters.slice() };
    this.log = [...checkpoint.history];
    this.budget.restart();
  }
}
