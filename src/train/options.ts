import { type WeightType, weightTypes } from '../blob/quantise.ts';
import type { ParameterValues } from '../compile/fold.ts';
import type { ModelSpec } from '../compile/model.ts';
import type { OutlineOptions } from '../compile/outline.ts';
import { type Loss, mse } from './losses/index.ts';
import { checkPrune, type PruneOptions } from './pruning.ts';
import type { Regulariser } from './regularisers/index.ts';

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
  /**
   * Share α of the recorded input in what a window's steps read after the warm-up; the rest is the model's own output of the
   * step before, and gradients flow through it: generalised teacher forcing. 1: the recorded inputs, 0: none of them.
   * Below 1 the outputs have to be the next inputs.
   */
  readonly forcing?: number;
  readonly regularisers?: readonly { readonly regulariser: Regulariser; readonly weight: number }[];
  /**
   * Weight decay of matrices, decoupled from the gradient (AdamW; Loshchilov & Hutter 2019, arXiv:1711.05101): each update
   * takes away rate · decay of a weight.
   */
  readonly decay?: number;
  /** Epochs without a better validation loss after which training stops; 0: never. */
  readonly patience?: number;
  readonly seed?: number;
  /** First weights in place of drawn ones: those of a model that is trained already. */
  readonly from?: ParameterValues | null;
  /** Quantisation-aware training: computes with the weights that a blob of this type will hold, see `Trainer`. */
  readonly qat?: WeightType | null;
  /** Removes the blocks of weights that matter least while it trains, see `Pruning`. */
  readonly prune?: PruneOptions | null;
  /** What the blob will be compiled with besides the type of `qat`: probes, ranges. It decides what is rounded together. */
  readonly exported?: OutlineOptions;
}

/**
 * The options with their defaults.
 * @throws RangeError naming the option that is outside its range
 */
export function complete(
  options: TrainOptions,
  { readout, inputs, outputs }: ModelSpec,
): Required<TrainOptions> {
  const all: Required<TrainOptions> = {
    loss: mse,
    epochs: 100,
    rate: 0.01,
    schedule: 'cosine',
    clip: 1,
    batch: 16,
    window: 64,
    stride: options.window ?? 64,
    warmup: 0,
    forcing: 1,
    regularisers: [],
    decay: 0,
    patience: 0,
    seed: 0,
    from: null,
    qat: null,
    prune: null,
    exported: {},
    ...options,
  };
  const { loss, window, stride, warmup, batch, epochs, rate, clip, decay } = all;
  const { schedule, patience, forcing, qat, prune } = all;
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
  if (!(decay >= 0 && decay * rate < 1))
    throw new RangeError(`decay must be ≥ 0 and less than 1 / rate, not ${decay}`);
  if (!['constant', 'cosine'].includes(schedule))
    throw new RangeError(`schedule must be constant or cosine, not ${schedule}`);
  if (warmup >= window) throw new RangeError(`warmup (${warmup}) must be shorter than window (${window})`);
  if (loss.classes !== (readout === 'softmax'))
    throw new RangeError(
      `loss ${loss.name} does not go with a ${readout} read-out: cross-entropy is for classes, and they for it`,
    );
  if (!(forcing >= 0 && forcing <= 1)) throw new RangeError(`forcing must be in [0, 1], not ${forcing}`);
  if (forcing < 1 && (loss.classes || inputs !== outputs))
    throw new RangeError(
      `forcing ${forcing} feeds outputs back as inputs, but this model turns ${inputs} inputs into ${outputs} ` +
        `${loss.classes ? 'class probabilities' : 'outputs'}: predict the next value of every input, or take 1`,
    );
  if (qat) checkQat(qat, all.exported);
  if (prune) checkPrune(prune, epochs);
  return all;
}

function checkQat(qat: WeightType, exported: OutlineOptions): void {
  const types = weightTypes.filter((type) => type !== 'f32');
  if (!(types as readonly string[]).includes(qat))
    throw new RangeError(`qat must be ${types.join(', ')}, not ${qat}: weights in f32 are not quantised`);
  if (exported.weights !== undefined && exported.weights !== qat)
    throw new RangeError(
      `qat is ${qat}, but the blob will be exported in ${exported.weights}: take one type`,
    );
}

/** What the blob has to be compiled with so that it holds the weights that the trainer computed with. */
export const exportedWith = ({ qat, prune, exported }: Required<TrainOptions>): OutlineOptions => ({
  ...exported,
  ...(qat && { weights: qat }),
  ...(prune && { sparse: true }),
});
