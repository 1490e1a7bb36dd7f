/** Fills in the defaults of a training's options, and checks them against each other and against the network. */
import { chosen } from '../check/named.ts';
import { checkOptions } from '../check/options.ts';
import type { LowerOptions } from '../compile/lower.ts';
import type { ResolvedSpec } from '../network/network.ts';
import type { WeightType } from '../quantise/types.ts';
import { PATIENCE, TIME_LIMIT } from './budget.ts';
import { defaults, strideOf, timeScalesOf } from './defaults.ts';
import { crossEntropy, type Loss, losses, lossRules } from './losses/index.ts';
import { type Optimiser, optimiserRules, optimisers } from './optimisers.ts';
import { type CompleteOptions, type TrainOptions, trainRules } from './options.ts';
import { type Regulariser, regulariserRules, regularisers } from './regularisers.ts';
import { type Schedule, scheduleRules, schedules } from './schedules.ts';

/** The default rates of networks with a cell that is an ODE, and of others. */
const FIELD_RATE = 0.03;
const MAP_RATE = 0.01;

/**
 * Fills in the defaults.
 * @throws RangeError naming an unknown option or one outside its range
 */
export function complete(options: TrainOptions, spec: Fitted, of = 'Trainer'): CompleteOptions {
  checkOptions(of, options, trainRules);
  const { layers, readout, inputs, outputs } = spec;
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const { loss = readout === 'softmax' ? 'cross-entropy' : 'mse', regularisers: terms = [] } = options;
  const { epochs = null, window = defaults.window, prune = null } = options;
  const isOpen = epochs === null && (options.updates ?? null) === null && !prune;
  const hasField = layers.some(({ cell }) => cell.kind === 'field');
  const { schedule = isOpen ? 'plateau' : 'cosine', optimiser = 'adamw' } = options;
  const all: CompleteOptions = {
    ...defaults,
    epochs: null,
    // what is pruned has to know its end
    updates: prune && epochs === null ? 2 * PATIENCE : null,
    patience: isOpen ? PATIENCE : 0,
    timeLimit: isOpen ? TIME_LIMIT : null,
    rate: hasField ? FIELD_RATE : MAP_RATE,
    tauInit: hasField ? timeScalesOf(window) : null,
    stride: strideOf(window, options.carry),
    carry: false,
    classWeights: null,
    scaledTargets: null,
    from: null,
    qat: null,
    prune: null,
    exported: {},
    ...given,
    optimiser: chosen<Optimiser>(of, 'optimiser', optimiser, standard, optimiserRules),
    schedule: chosen<Schedule>(of, 'schedule', schedule, schedules, scheduleRules),
    loss: chosen<Loss>(of, 'loss', loss, losses, lossRules),
    regularisers: terms.map(({ regulariser, weight }) => ({
      regulariser: chosen<Regulariser>(of, 'regulariser', regulariser, regularisers, regulariserRules),
      weight,
    })),
  };
  checkTogether(all, { readout, inputs, outputs });
  if (options.tauInit && options.from)
    throw new RangeError(`${of}: tauInit says how to start, and from does too: leave one of them out`);
  if (options.tauInit && !layers.some(({ cell }) => cell.startAt))
    throw new RangeError(
      `${of}: tauInit: cell "${layers[0].cell.name}" has no time constants to start with: leave it out`,
    );
  return all;
}

/** Each optimiser with its own settings. */
const standard: readonly Optimiser[] = Object.values(optimisers).map((make) => make());

/** What of a network decides about options. */
type Fitted = Pick<ResolvedSpec, 'layers' | 'readout' | 'inputs' | 'outputs'>;

/** @throws RangeError for options that do not go together, or do not fit the network */
function checkTogether(all: CompleteOptions, { readout, inputs, outputs }: Omit<Fitted, 'layers'>): void {
  const { loss, window, warmup, rate, decay, forcing, qat, optimiser } = all;
  if (optimiser.decay === 'decoupled' && decay * rate >= 1)
    throw new RangeError(`decay must be less than 1 / rate, not ${decay}`);
  if (all.carry && (warmup > 0 || all.stride !== window))
    throw new RangeError(
      `carry brings the state up to date by itself: leave warmup (${warmup}) and stride (${all.stride}) out`,
    );
  if (warmup >= window) throw new RangeError(`warmup (${warmup}) must be shorter than window (${window})`);
  if (loss.classes !== (readout === 'softmax'))
    throw new RangeError(
      `loss ${loss.name} does not go with a ${readout} read-out: cross-entropy is for classes, and they for it`,
    );
  if ((all.classWeights || all.labelSmoothing > 0) && loss.name !== crossEntropy.name)
    throw new RangeError(
      `classWeights and labelSmoothing belong to the loss cross-entropy, and the loss is ${loss.name}`,
    );
  const { scaledTargets } = all;
  if (scaledTargets && (loss.classes || scaledTargets.length !== loss.targets(outputs)))
    throw new RangeError(
      'scaledTargets has an input, or null, for each target of numbers; classes have none',
    );
  if (scaledTargets?.some((input) => input !== null && input >= inputs))
    throw new RangeError(`scaledTargets names inputs from 0 to ${inputs - 1}`);
  if (Array.isArray(all.classWeights) && all.classWeights.length !== outputs)
    throw new RangeError(`classWeights has ${all.classWeights.length} weights for ${outputs} classes`);
  if (forcing < 1 && (loss.classes || inputs !== outputs))
    throw new RangeError(
      `forcing ${forcing} feeds outputs back as inputs, but this model turns ${inputs} inputs into ${outputs} ` +
        `${loss.classes ? 'class probabilities' : 'outputs'}: predict the next value of every input, or take 1`,
    );
  if (qat && all.stateDropout > 0)
    throw new RangeError(
      'stateDropout does not go with qat: train with it first, then go on with qat and from',
    );
  if (qat) checkQat(qat, all.exported);
  checkEnd(all);
}

/** @throws RangeError if nothing ends the training, or something needs to know when */
function checkEnd({ epochs, updates, patience, timeLimit, prune, schedule }: CompleteOptions): void {
  if (epochs !== null || updates !== null) return;
  if (patience === 0 && timeLimit === null)
    throw new RangeError('nothing ends the training: give epochs, updates, patience or timeLimit');
  if (prune) throw new RangeError('prune needs an end: give epochs or updates');
  if (schedule.ends)
    throw new RangeError(`schedule ${schedule.name} needs an end: give epochs or updates, or take plateau`);
}

function checkQat(qat: WeightType, exported: LowerOptions): void {
  if (exported.weights !== undefined && exported.weights !== qat)
    throw new RangeError(
      `qat is ${qat}, but the blob will be exported in ${exported.weights}: take one type`,
    );
}
