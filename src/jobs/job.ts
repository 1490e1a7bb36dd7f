import { buildNetwork } from '../network/network.ts';
import { type NetworkDescription, resolve } from '../network/spec.ts';
import { losses } from '../train/losses/index.ts';
import type { OptimiserName } from '../train/optimisers.ts';
import { regularisers } from '../train/regularisers.ts';
import type { Sequence } from '../train/sequence.ts';
import { Trainer, type TrainOptions } from '../train/trainer.ts';

/** A training as plain data, which can be sent to a worker and hashed. */
export interface Job {
  readonly model: NetworkDescription;
  readonly train: readonly Sequence[];
  readonly validation: readonly Sequence[];
  readonly options: Omit<TrainOptions, 'epochs' | 'loss' | 'optimiser' | 'regularisers'> & {
    readonly optimiser?: OptimiserName;
    readonly epochs?: number;
    readonly loss?: string;
    readonly regularisers?: readonly { readonly name: string; readonly weight: number }[];
  };
}

export interface JobResult {
  readonly parameters: readonly (readonly [name: string, values: Float64Array])[];
  readonly seconds: number;
  readonly epochs: number;
  /** The best validation loss, or the best training loss of a job without validation sequences. */
  readonly loss: number;
  /** The epoch in which the loss became infinite or NaN, if it did. */
  readonly diverged?: number;
}

/** Defaults of a job. They differ from the library's, so that results stay when the library's defaults change. */
export const pinned = {
  epochs: 100,
  rate: 0.01,
  classWeights: null,
  labelSmoothing: 0,
  inputDropout: 0,
  stateDropout: 0,
  inputNoise: 0,
  scaling: 0,
  scaledTargets: null,
  stretch: 0,
  optimiser: 'adamw',
  rateWarmup: 0,
  schedule: 'cosine-by-epoch',
  clip: 1,
  batch: 16,
  window: 64,
  warmup: 0,
  forcing: 1,
  decay: 0,
  patience: 0,
  timeLimit: null,
  tauInit: null,
  carry: false,
  seed: 0,
} as const;

/** Makes the trainer of a job. @throws RangeError for unknown names, or options outside their range */
export function trainerOf({ model, train, validation, options }: Job): Trainer {
  const {
    loss: lossName = 'mse',
    regularisers: terms = [],
    ...rest
  } = {
    ...pinned,
    stride: options.window ?? pinned.window,
    ...options,
  };
  const find = <T extends { name: string }>(what: string, all: readonly T[], name: string): T => {
    const found = all.find((item) => item.name === name);
    if (!found) throw new RangeError(`there is no ${what} "${name}"`);
    return found;
  };
  return new Trainer(buildNetwork(resolve(model)), train, validation, {
    ...rest,
    loss: find('loss', losses, lossName),
    regularisers: terms.map(({ name, weight }) => ({
      regulariser: find('regulariser', regularisers, name),
      weight,
    })),
  });
}

/** Trains a job to its end, or until it diverges. Divergence is a result too, with the best weights before it. */
export function runJob(job: Job): JobResult {
  const trainer = trainerOf(job);
  const start = performance.now();
  let diverged: number | undefined;
  while (!trainer.finished && diverged === undefined) {
    try {
      trainer.epoch();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      diverged = trainer.history.length + 1;
    }
  }
  return {
    parameters: [...trainer.bestParameters],
    seconds: (performance.now() - start) / 1000,
    epochs: trainer.history.length,
    loss: trainer.history.at(-1)?.best ?? Number.POSITIVE_INFINITY,
    ...(diverged !== undefined && { diverged }),
  };
}
