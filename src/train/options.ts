import { chosen } from '../check/named.ts';
import { checkOptions, fields } from '../check/options.ts';
import {
  anything,
  between,
  finite,
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
import type { NetworkSpec } from '../network/network.ts';
import { type WeightType, weightTypes } from '../quantise/types.ts';
import { defaults, strideOf } from './defaults.ts';
import { type Loss, type LossName, losses, lossRules } from './losses.ts';
import { checkPrune, type PruneOptions, pruneRules } from './pruning.ts';
import { type Regulariser, type RegulariserName, regulariserRules, regularisers } from './regularisers.ts';

export interface TrainOptions {
  /** One of `losses`, its name, or your own. Default `mse`; for classes `cross-entropy`. */
  readonly loss?: Loss | LossName;
  /** Passes over the windows. Default 50. */
  readonly epochs?: number;
  /** Adam's rate at the first epoch. Default 0.01. */
  readonly rate?: number;
  /** How the rate changes over the epochs. Default `cosine`. */
  readonly schedule?: 'constant' | 'cosine';
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
   * Weight decay of matrices, decoupled from the gradient (AdamW; Loshchilov & Hutter 2019, arXiv:1711.05101): each update
   * subtracts rate · decay of a weight.
   */
  readonly decay?: number;
  /** Training stops after this many epochs without a better validation loss; 0: never. */
  readonly patience?: number;
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
export interface CompleteOptions extends Required<Omit<TrainOptions, 'loss' | 'regularisers'>> {
  readonly loss: Loss;
  readonly regularisers: readonly { readonly regulariser: Regulariser; readonly weight: number }[];
}

export const trainRules: Rules<TrainOptions> = {
  loss: anything,
  epochs: whole(1),
  rate: positive,
  schedule: oneOf(['cosine', 'constant']),
  clip: rule('a number > 0', (x) => typeof x === 'number' && x > 0),
  batch: whole(1),
  window: whole(1),
  stride: whole(1),
  warmup: whole(0),
  forcing: between(0, 1),
  regularisers: listOf(fields({ regulariser: needed(anything), weight: needed(finite) })),
  decay: between(0, Infinity),
  patience: whole(0),
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
  const { readout, inputs, outputs } = spec;
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const { loss = readout === 'softmax' ? 'cross-entropy' : 'mse', regularisers: terms = [] } = options;
  const all: CompleteOptions = {
    ...defaults,
    stride: strideOf(options.window ?? defaults.window),
    from: null,
    qat: null,
    prune: null,
    exported: {},
    ...given,
    loss: chosen<Loss>(of, 'loss', loss, losses, lossRules),
    regularisers: terms.map(({ regulariser, weight }) => ({
      regulariser: chosen<Regulariser>(of, 'regulariser', regulariser, regularisers, regulariserRules),
      weight,
    })),
  };
  checkTogether(all, { readout, inputs, outputs });
  return all;
}

type Fitted = Pick<NetworkSpec, 'readout' | 'inputs' | 'outputs'>;

/** Checks options against each other and against the network. */
function checkTogether(all: CompleteOptions, { readout, inputs, outputs }: Fitted): void {
  const { loss, window, warmup, epochs, rate, decay, forcing, qat, prune } = all;
  if (decay * rate >= 1) throw new RangeError(`decay must be less than 1 / rate, not ${decay}`);
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
  if (prune) checkPrune(prune, epochs);
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
