import { checkParameters, parametersByName } from '../compile/fold.ts';
import type { LowerOptions } from '../compile/lower.ts';
import { Random, type RandomState } from '../data/random.ts';
import { initialise, sizeOf } from '../graph/parameter.ts';
import type { Value } from '../graph/value.ts';
import { checkNetwork, type Network } from '../network/network.ts';
import { Backpropagation } from './backpropagation.ts';
import { checkedSequences } from './check-sequences.ts';
import { Evaluator, evaluateWith } from './evaluate.ts';
import { type FakeQuantiser, fakeQuantiser } from './fake-quantise.ts';
import { Adam, clipNorm, constrain, decay, rateAt } from './optimiser.ts';
import { type CompleteOptions, complete, exportedWith, type TrainOptions } from './options.ts';
import { Pruning } from './pruning.ts';
import type { Sequence, SequenceData, Window } from './sequence.ts';
import { isScored, wholeRecordings, windowsOf } from './sequence.ts';
import type { Tape } from './tape.ts';

export type { TrainOptions } from './options.ts';

export interface Epoch {
  readonly epoch: number;
  /** Weighted mean of the windows' losses, regularisers included, while the epoch ran. */
  readonly loss: number;
  readonly validation: number;
  readonly best: number;
}

/** Everything that training goes on from: plain data. */
export interface Checkpoint {
  readonly epoch: number;
  readonly parameters: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly updates: number;
  readonly random: RandomState;
  readonly best: { readonly parameters: Float64Array; readonly loss: number; readonly epoch: number };
  readonly history: readonly Epoch[];
  /** With pruning: 0 where a parameter is gone, 1 elsewhere. */
  readonly mask?: Float64Array;
}

/**
 * Trains a model on windows of sequences: truncated BPTT in float64, Adam, gradient clipping, best on validation.
 * The same model, data, options and seed give the same bits.
 *
 * With `qat`, forward and backward pass and validation compute with the matrices as a blob will hold them. The gradient is
 * that at these matrices and goes straight through the rounding to the float64 weights that Adam moves (the straight-through
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
  private readonly adam: Adam;
  private readonly validation: readonly Sequence[];
  private readonly windows: readonly Window[];
  private evaluator?: Evaluator;
  private rehearsal?: { readonly run: Backpropagation; readonly windows: readonly Window[] };
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
    const { loss, warmup, seed, epochs, from, qat, prune } = completed;
    const widths = { ...network.spec, loss };
    const sequences = checkedSequences('Trainer', 'sequences', train, { ...widths, learnt: true });
    this.validation = checkedSequences('Trainer', 'validation', validation, { ...widths, optional: true });
    const width = loss.targets(network.spec.outputs);
    this.options = options.window ? completed : { ...completed, ...wholeRecordings(sequences, width) };
    this.windows = windowsOf(sequences, width, this.options);
    if (this.windows.length === 0)
      throw new RangeError('there is nothing to train on: no window has a target after the warm-up');
    if (validation.length > 0 && !this.validation.some((one) => isScored(one, width, warmup)))
      throw new RangeError(`no validation step is left after a warm-up of ${warmup}: give longer sequences`);
    this.backpropagation = new Backpropagation(network, sequences, this.windows, this.options);
    this.tape = this.backpropagation.tape;
    this.adam = new Adam(this.tape.parameters.length);
    this.exported = exportedWith(this.options);
    this.quantise = qat && fakeQuantiser(network, this.exported);
    this.pruning = prune && new Pruning(network, prune, epochs, this.exported);
    this.random = new Random(seed);
    if (from) checkParameters(network, from);
    let at = 0;
    for (const parameter of network.parameters) {
      const drawn = initialise(parameter, this.random);
      this.tape.parameters.set(from?.get(parameter.name) ?? drawn, at);
      at += sizeOf(parameter.shape);
    }
    this.best = { parameters: this.tape.parameters.slice(), loss: Infinity, epoch: 0 };
  }

  get history(): readonly Epoch[] {
    return this.log;
  }

  /** Whether all epochs are done, or the validation loss has not improved for `patience` epochs. */
  get finished(): boolean {
    const { epochs, patience } = this.options;
    return this.log.length >= epochs || (patience > 0 && this.log.length - this.best.epoch >= patience);
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
    const { batch, epochs, rate, schedule } = this.options;
    this.pruning?.advance(this.log.length, this.tape.parameters);
    const order = this.random.shuffle(Int32Array.from(this.windows.keys()));
    const rateNow = rateAt(schedule, rate, this.log.length, epochs);
    let sum = 0;
    for (let i = 0; i < order.length; i += batch) {
      const chosen = Array.from(order.subarray(i, i + batch), (w) => this.windows[w]);
      const loss = this.update(chosen, rateNow);
      sum += loss;
      yield loss / this.backpropagation.weightOf(chosen);
    }
    const mean = sum / this.backpropagation.weightOf(this.windows);
    const validation = this.validation.length > 0 ? this.validate() : mean;
    const epoch = this.log.length + 1;
    if (!Number.isFinite(mean) || !Number.isFinite(validation))
      throw new RangeError(
        `training diverged in epoch ${epoch}: the loss is ${mean}, in validation ${validation}; lower the rate, or use more unfolds`,
      );
    // weights that are still to be pruned are not those that are wanted, however good they are
    if (validation < this.best.loss || this.pruning?.isComplete(epoch - 2) === false)
      this.best = { parameters: this.tape.parameters.slice(), loss: validation, epoch };
    const result = { epoch, loss: mean, validation, best: this.best.loss };
    this.log.push(result);
    return result;
  }

  private validate(): number {
    const { loss, warmup, forcing } = this.options;
    const parameters = this.currentParameters;
    const constants = this.quantise?.(parameters);
    if (forcing < 1) return this.rehearse(constants);
    // planning a tape costs more than a short validation: it is planned once
    if (this.evaluator) this.evaluator.load(parameters, constants);
    else this.evaluator = new Evaluator(this.network, parameters, { kernels: true, constants });
    return evaluateWith(this.evaluator, this.validation, { loss, warmup }).loss;
  }

  /** Validation with forcing: in windows as it is trained, for left alone for longer a chaotic system goes its own way. */
  private rehearse(constants?: ReadonlyMap<Value, Float64Array>): number {
    const { network, validation, options } = this;
    if (!this.rehearsal) {
      const width = options.loss.targets(network.spec.outputs);
      const cut = windowsOf(validation, width, { ...options, stride: options.window });
      const run = new Backpropagation(network, validation, cut, { ...options, regularisers: [] });
      this.rehearsal = { run, windows: cut };
    }
    return this.rehearsal.run.loss(this.rehearsal.windows, this.tape.parameters, constants);
  }

  /**
   * One optimiser step on a mini-batch.
   * @param batch windows with targets after the warm-up
   * @returns the sum of the windows' losses; one with gaps in its targets weighs less
   */
  update(batch: readonly Window[], rate: number): number {
    const { tape, pruning } = this;
    const stored = this.quantise?.(this.currentParameters);
    const sum = this.backpropagation.run(batch, stored);
    pruning?.clearGradients(tape.parameterGradients);
    clipNorm(tape.parameterGradients, this.options.clip);
    if (this.options.decay > 0) decay(this.network, tape.parameters, rate * this.options.decay);
    this.adam.update(tape.parameters, tape.parameterGradients, rate);
    constrain(this.network, tape.parameters);
    pruning?.clear(tape.parameters);
    return sum;
  }

  checkpoint(): Checkpoint {
    const { first, second, updates } = this.adam.state;
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
    this.adam.state.first.set(first);
    this.adam.state.second.set(second);
    this.adam.state.updates = checkpoint.updates;
    this.random = Random.from(checkpoint.random);
    this.best = { ...best, parameters: best.parameters.slice() };
    this.log = [...checkpoint.history];
  }
}
