import { chosen } from '../check/named.ts';
import { checkOptions, fields } from '../check/options.ts';
import {
  anything,
  between,
  finite,
  flag,
  listOf,
  map,
  needed,
  oneOf,
  orNull,
  positive,
  type Rules,
  rule,
  whole,
} from '../check/rules.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { type LowerOptions, lowerRules } from '../compile/lower.ts';
import type { ResolvedSpec } from '../network/network.ts';
import { type WeightType, weightTypes } from '../quantise/types.ts';
import { PATIENCE, TIME_LIMIT } from './budget.ts';
import { defaults, strideOf, timeScalesOf } from './defaults.ts';
import type { TimeScales } from './first-values.ts';
import { type Loss, type LossName, losses, lossRules } from './losses.ts';
import { type Optimiser, type OptimiserName, optimiserRules, optimisers } from './optimisers.ts';
import { type PruneOptions, pruneRules } from './pruning.ts';
import { type Regulariser, type RegulariserName, regulariserRules, regularisers } from './regularisers.ts';
import { type Schedule, type ScheduleName, scheduleRules, schedules } from './schedules.ts';

/** The default rates of networks with a cell that is an ODE, and of others. */
const FIELD_RATE = 0.03;
const MAP_RATE = 0.01;

export interface TrainOptions {
  /** One of `losses`, its name, or your own. Default `mse`; for classes `cross-entropy`. */
  readonly loss?: Loss | LossName;
  /** Passes over the windows, and updates, at most. Null, the default, is no limit: `patience` and `timeLimit` end the training. */
  readonly epochs?: number | null;
  readonly updates?: number | null;
  /**
   * Training ends after so many updates without a better validation loss; 0: it does not. Default 2,000, or 0 with a number of
   * epochs or updates. It is looked at after each epoch.
   */
  readonly patience?: number;
  /** Seconds after which training ends; null: no limit. Default 600, or null with a number of epochs or updates. */
  readonly timeLimit?: number | null;
  /** The optimiser's rate at the first update. Default 0.03 for networks with a cell that is an ODE, 0.01 for others. */
  readonly rate?: number;
  /** How gradients become steps: one of `optimisers`, its name, or your own. Default `adamw`. */
  readonly optimiser?: Optimiser | OptimiserName;
  /** Updates over which the rate rises, in a line from 0. Default 0: it starts as it is. */
  readonly rateWarmup?: number;
  /** How the rate changes: one of `schedules` or its name. Default `cosine` with a number of epochs or updates, else `plateau`. */
  readonly schedule?: Schedule | ScheduleName;
  /**
   * The shortest and the longest time constant that units start with, in usual intervals, for cells that have some. Default 1
   * and the window for networks with a cell that is an ODE, and where each recording has one label; else null: as the cell declares.
   */
  readonly tauInit?: TimeScales | null;
  /** Largest Euclidean norm of a gradient. Default 1. */
  readonly clip?: number;
  /** Windows per update. Default 16. */
  readonly batch?: number;
  /**
   * Steps of a window, through which gradients flow, and the distance between windows. Default 32, and half a window. Where each
   * sequence has a target at its last step alone, a window is by default a whole sequence, or its last 1,000 steps.
   */
  readonly window?: number;
  readonly stride?: number;
  /**
   * A window starts from the state that the one before it left, though no gradient flows there: for memories longer than a window.
   * Windows then follow each other, `stride` does not count, and `warmup` is 0. Default false.
   */
  readonly carry?: boolean;
  /** How many first steps of a window have no loss. */
  readonly warmup?: number;
  /**
   * Generalised teacher forcing. After the warm-up a step reads α of the recorded input plus 1 − α of the network's own output
   * of the step before; gradients flow through that output. 1: only recorded inputs; 0: none. Below 1 the outputs must be the
   * next inputs.
   */
  readonly forcing?: number;
  readonly regularisers?: readonly {
    readonly regulariser: Regulariser | RegulariserName;
    readonly weight: number;
  }[];
  /**
   * Weight decay of matrices. With `adamw` it is decoupled from the gradient (Loshchilov & Hutter 2019, arXiv:1711.05101): each
   * update subtracts rate · decay of a weight. With the others it is in the gradient, as decay · weight.
   */
  readonly decay?: number;
  readonly seed?: number;
  /** First weights, for example those of a trained network. Default: drawn at random. */
  readonly from?: ParameterValues | null;
  /** Quantisation-aware training: computes with the weights as a blob of this type will store them, see `Trainer`. */
  readonly qat?: WeightType | null;
  /** Prunes while it trains: removes the blocks of weights that matter least, see `Pruning`. */
  readonly prune?: PruneOptions | null;
  /** Further options of the later `compile`, such as probes and ranges. They decide which weights are rounded together. */
  readonly exported?: LowerOptions;
}

/** The options with names looked up and defaults filled in. */
export interface CompleteOptions
  extends Required<Omit<TrainOptions, 'loss' | 'optimiser' | 'schedule' | 'regularisers'>> {
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  readonly schedule: Schedule;
  readonly regularisers: readonly { readonly regulariser: Regulariser; readonly weight: number }[];
}

export const trainRules: Rules<TrainOptions> = {
  loss: anything,
  epochs: orNull(whole(1)),
  updates: orNull(whole(1)),
  patience: whole(0),
  timeLimit: orNull(positive),
  rate: positive,
  optimiser: anything,
  rateWarmup: whole(0),
  schedule: anything,
  tauInit: orNull(
    rule(
      'two numbers > 0, the shorter first',
      (x) =>
        Array.isArray(x) &&
        x.length === 2 &&
        positive(x[0]) === null &&
        Number.isFinite(x[1]) &&
        x[0] <= x[1],
    ),
  ),
  clip: rule('a number > 0', (x) => typeof x === 'number' && x > 0),
  batch: whole(1),
  window: whole(1),
  stride: whole(1),
  carry: flag,
  warmup: whole(0),
  forcing: between(0, 1),
  regularisers: listOf(fields({ regulariser: needed(anything), weight: needed(finite) })),
  decay: between(0, Infinity),
  seed: whole(0),
  from: orNull(map),
  qat: orNull(oneOf(weightTypes.filter((type) => type !== 'f32'))),
  prune: orNull(fields(pruneRules)),
  exported: fields(lowerRules),
};

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
  const isOpen = epochs === null && (options.updates ?? null) === null && !options.prune;
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
  if (options.tauInit && !layers.some(({ cell }) => cell.startAt))
    throw new RangeError(
      `${of}: tauInit: cell "${layers[0].cell.name}" has no time constants to start with: leave it out`,
    );
  return all;
}

/** Each optimiser with its own settings. */
const standard: readonly Optimiser[] = Object.values(optimisers).map((make) => make());

type Fitted = Pick<ResolvedSpec, 'layers' | 'readout' | 'inputs' | 'outputs'>;

/** Checks options against each other and against the network. */
function checkTogether(all: CompleteOptions, { readout, inputs, outputs }: Omit<Fitted, 'layers'>): void {
  const { loss, window, warmup, rate, decay, forcing, qat, schedule, optimiser } = all;
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
  if (forcing < 1 && (loss.classes || inputs !== outputs))
    throw new RangeError(
      `forcing ${forcing} feeds outputs back as inputs, but this model turns ${inputs} inputs into ${outputs} ` +
        `${loss.classes ? 'class probabilities' : 'outputs'}: predict the next value of every input, or take 1`,
    );
  if (qat) checkQat(qat, all.exported);
  if (all.epochs === null && all.updates === null && all.patience === 0 && all.timeLimit === null)
    throw new RangeError('nothing ends the training: give epochs, updates, patience or timeLimit');
  if (schedule.ends && all.epochs === null && all.updates === null)
    throw new RangeError(`schedule ${schedule.name} needs an end: give epochs or updates, or take plateau`);
}

function checkQat(qat: WeightType, exported: LowerOptions): void {
  if (exported.weights !== undefined && exported.weights !== qat)
    throw new RangeError(
      `qat is ${qat}, but the blob will be exported in ${exported.weights}: take one type`,
    );
}

/** The options with which `compile` stores exactly the weights that the trainer computed with. */
export const exportedWith = ({ qat, prune, exported }: CompleteOptions): LowerOptions => ({
  ...exported,
  ...(qat && { weights: qat }),
  ...(prune && { sparse: true }),
});
