import { fields } from '../check/options.ts';
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
import { type WeightType, weightTypes } from '../quantise/types.ts';
import type { TimeScales } from './first-values.ts';
import type { ClassWeights, Loss, LossName } from './losses/index.ts';
import type { Optimiser, OptimiserName } from './optimisers.ts';
import { type PruneOptions, pruneRules } from './pruning.ts';
import type { Regulariser, RegulariserName } from './regularisers.ts';
import type { Schedule, ScheduleName } from './schedules.ts';

export interface TrainOptions {
  /** One of `losses`, its name, or your own. Default `mse`; for classes `cross-entropy`. */
  readonly loss?: Loss | LossName;
  /**
   * How much classes weigh in cross-entropy, each, or `balanced`: as one over their count in training. Scaled to a mean of 1 over
   * the training targets. Default null: all alike.
   */
  readonly classWeights?: ClassWeights;
  /** Share of a label that cross-entropy spreads over all classes alike. Default 0. */
  readonly labelSmoothing?: number;
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
  /** Share of the inputs of each step that are their mean, drawn anew for each window; the others move further from it. Default 0. */
  readonly inputDropout?: number;
  /**
   * Share of the units of each state that no matrix reads, drawn anew for each window; the others count more. What is carried on
   * has all. Default 0.
   */
  readonly stateDropout?: number;
  /** Deviation of the noise on each input, as a share of the input's own. Default 0. */
  readonly inputNoise?: number;
  /** s: distances of a window's inputs from their means are multiplied with a factor from 1 − s to 1 + s. Default 0. */
  readonly scaling?: number;
  /** For each target the input that it is a later value of, or null: `scaling` scales it with that input. Default null: none. */
  readonly scaledTargets?: readonly (number | null)[] | null;
  /** s: windows are read at a speed from 1 / (1 + s) to 1 + s. Default 0. */
  readonly stretch?: number;
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

const below1 = rule('a number from 0 to 1, without 1', (x) => typeof x === 'number' && x >= 0 && x < 1);

export const trainRules: Rules<TrainOptions> = {
  loss: anything,
  classWeights: orNull(
    rule(
      'balanced, or a number ≥ 0 for each class',
      (x) =>
        x === 'balanced' ||
        (Array.isArray(x) && x.every((w) => Number.isFinite(w) && w >= 0) && x.some((w) => w > 0)),
    ),
  ),
  labelSmoothing: below1,
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
  inputDropout: below1,
  stateDropout: below1,
  inputNoise: between(0, Infinity),
  scaling: below1,
  scaledTargets: orNull(listOf(orNull(whole(0)))),
  stretch: below1,
  seed: whole(0),
  from: orNull(map),
  qat: orNull(oneOf(weightTypes.filter((type) => type !== 'f32'))),
  prune: orNull(fields(pruneRules)),
  exported: fields(lowerRules),
};
