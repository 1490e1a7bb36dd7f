import { parametersByName } from '../compile/fold.ts';
import type { Model } from '../compile/model.ts';
import { Random, type RandomState } from '../data/random.ts';
import { initialise, sizeOf } from '../graph/parameter.ts';
import { Adam, clipNorm } from './adam.ts';
import { Backpropagation } from './backpropagation.ts';
import { Evaluator, evaluateWith } from './evaluate.ts';
import { type Loss, mse } from './losses/index.ts';
import { rateAt } from './rate.ts';
import type { Regulariser } from './regularisers/index.ts';
import { checkSequence, type Sequence, type Window, windows } from './sequence.ts';
import type { Tape } from './tape.ts';

export interface TrainOptions {
  readonly loss?: Loss;
  readonly epochs?: number;
  /** Adam's rate at the first epoch. */
  readonly rate?: number;
  readonly schedule?: 'constant' | 'cosine';
  /** Largest Euclidean norm of a gradient. */
  readonly clip?: number;
  /** Windows per update. */
  readonly batch?: number;
  /** Steps of a window, through which gradients flow, and the distance between windows. */
  readonly window?: number;
  readonly stride?: number;
  /** First steps of a window that run without a loss. */
  readonly warmup?: number;
  readonly regularisers?: readonly { readonly regulariser: Regulariser; readonly weight: number }[];
  /** Epochs without a better validation loss after which training stops; 0: never. */
  readonly patience?: number;
  readonly seed?: number;
}

export interface Epoch {
  readonly epoch: number;
  /** Mean loss per window, regularisers included, while the epoch ran. */
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
}

/**
 * Trains a model on windows of sequences: truncated BPTT in float64, Adam, gradient clipping, best on validation.
 * The same model, data, options and seed give the same bits.
 */
export class Trainer {
  readonly options: Required<TrainOptions>;
  private readonly tape: Tape;
  private readonly backpropagation: Backpropagation;
  private readonly adam: Adam;
  private readonly windows: readonly Window[];
  private evaluator?: Evaluator;
  private random: Random;
  private best: { parameters: Float64Array; loss: number; epoch: number };
  private log: Epoch[] = [];

  /**
   * @param train, validation sequences; without validation sequences the training loss decides which weights are best
   * @throws RangeError for sequences that do not fit the model, or options outside their range
   */
  constructor(
    readonly model: Model,
    train: readonly Sequence[],
    private readonly validation: readonly Sequence[],
    options: TrainOptions = {},
  ) {
    this.options = {
      loss: mse,
      epochs: 100,
      rate: 0.01,
      schedule: 'cosine',
      clip: 1,
      batch: 16,
      window: 64,
      stride: options.window ?? 64,
      warmup: 0,
      regularisers: [],
      patience: 0,
      seed: 0,
      ...options,
    };
    const { loss, window, stride, warmup, seed, batch, epochs, rate, clip, schedule, patience } =
      this.options;
    for (const [name, value, least] of [
      ['epochs', epochs, 1],
      ['batch', batch, 1],
      ['window', window, 1],
      ['stride', stride, 1],
      ['warmup', warmup, 0],
      ['patience', patience, 0],
    ] as const)
      if (!Number.isInteger(value) || value < least)
        throw new RangeError(`${name} must be a whole number ≥ ${least}, not ${value}`);
    for (const [name, value] of Object.entries({ rate, clip }))
      if (!(value > 0)) throw new RangeError(`${name} must be > 0, not ${value}`);
    if (!['constant', 'cosine'].includes(schedule))
      throw new RangeError(`schedule must be constant or cosine, not ${schedule}`);
    if (warmup >= window) throw new RangeError(`warmup (${warmup}) must be shorter than window (${window})`);
    const { inputs, outputs, readout } = model.spec;
    if (loss.classes !== (readout === 'softmax'))
      throw new RangeError(
        `loss ${loss.name} does not go with a ${readout} read-out: cross-entropy is for classes, and they for it`,
      );
    for (const sequence of [...train, ...validation]) checkSequence(sequence, inputs, outputs, loss);
    this.windows = windows(train, window, stride).filter((w) => w.length > warmup);
    if (this.windows.length === 0)
      throw new RangeError('there is nothing to train on: no window is longer than the warm-up');
    if (validation.length > 0 && !validation.some((s) => s.length > Math.max(warmup, s.scoredFrom ?? 0)))
      throw new RangeError(`no validation step is left after a warm-up of ${warmup}: give longer sequences`);
    this.backpropagation = new Backpropagation(model, train, this.windows, this.options);
    this.tape = this.backpropagation.tape;
    this.adam = new Adam(this.tape.parameters.length);
    this.random = new Random(seed);
    let at = 0;
    for (const parameter of model.parameters) {
      this.tape.parameters.set(initialise(parameter, this.random), at);
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
    return parametersByName(this.model, this.best.parameters);
  }

  /** The weights as the last update left them, by parameter. */
  get currentParameters(): Map<string, Float64Array> {
    return parametersByName(this.model, this.tape.parameters);
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
    const order = this.random.shuffle(Int32Array.from(this.windows.keys()));
    const rateNow = rateAt(schedule, rate, this.log.length, epochs);
    let sum = 0;
    for (let i = 0; i < order.length; i += batch) {
      const chosen = Array.from(order.subarray(i, i + batch), (w) => this.windows[w]);
      const loss = this.update(chosen, rateNow);
      sum += loss;
      yield loss / chosen.length;
    }
    const mean = sum / order.length;
    const validation = this.validation.length > 0 ? this.validate() : mean;
    const epoch = this.log.length + 1;
    if (!Number.isFinite(mean) || !Number.isFinite(validation))
      throw new RangeError(
        `training diverged in epoch ${epoch}: the loss is ${mean}, in validation ${validation}; lower the rate, or use more unfolds`,
      );
    if (validation < this.best.loss)
      this.best = { parameters: this.tape.parameters.slice(), loss: validation, epoch };
    const result = { epoch, loss: mean, validation, best: this.best.loss };
    this.log.push(result);
    return result;
  }

  private validate(): number {
    const { loss, warmup } = this.options;
    const parameters = parametersByName(this.model, this.tape.parameters);
    // planning a tape costs more than a short validation: it is planned once
    if (this.evaluator) this.evaluator.load(parameters);
    else this.evaluator = new Evaluator(this.model, parameters, { kernels: true });
    return evaluateWith(this.evaluator, this.validation, { loss, warmup }).loss;
  }

  /**
   * One optimiser step on a mini-batch.
   * @returns the sum of the windows' losses
   */
  update(batch: readonly Window[], rate: number): number {
    const { tape } = this;
    const sum = this.backpropagation.run(batch);
    clipNorm(tape.parameterGradients, this.options.clip);
    this.adam.update(tape.parameters, tape.parameterGradients, rate);
    this.constrain();
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
    };
  }

  /** @throws RangeError for a checkpoint of another model */
  restore(checkpoint: Checkpoint): void {
    const size = this.tape.parameters.length;
    if (
      [checkpoint.parameters, checkpoint.first, checkpoint.second, checkpoint.best.parameters].some(
        (p) => p.length !== size,
      )
    )
      throw new RangeError(
        `the checkpoint has ${checkpoint.parameters.length} parameters, this model ${size}: it belongs to another model`,
      );
    this.tape.parameters.set(checkpoint.parameters);
    this.adam.state.first.set(checkpoint.first);
    this.adam.state.second.set(checkpoint.second);
    this.adam.state.updates = checkpoint.updates;
    this.random = Random.from(checkpoint.random);
    this.best = { ...checkpoint.best, parameters: checkpoint.best.parameters.slice() };
    this.log = [...checkpoint.history];
  }

  /** Applies masks and clip constraints after an update. */
  private constrain(): void {
    const { parameters } = this.tape;
    let at = 0;
    for (const { shape, constraint, mask } of this.model.parameters) {
      const size = sizeOf(shape);
      if (mask) for (let i = 0; i < size; i++) if (mask[i] === 0) parameters[at + i] = 0;
      if (typeof constraint === 'object') {
        const [low, high] = constraint.clip;
        for (let i = at; i < at + size; i++) parameters[i] = Math.min(high, Math.max(low, parameters[i]));
      }
      at += size;
    }
  }
}
