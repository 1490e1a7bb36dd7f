import { type ModelDescription, resolve } from '../compile/describe.ts';
import { losses } from '../train/losses/index.ts';
import { regularisers } from '../train/regularisers/index.ts';
import type { Sequence } from '../train/sequence.ts';
import { train } from '../train/train.ts';
import type { TrainOptions } from '../train/trainer.ts';

/** A training in plain data, so that it can be sent to a worker and hashed. */
export interface Job {
  readonly model: ModelDescription;
  readonly train: readonly Sequence[];
  readonly validation: readonly Sequence[];
  readonly options: Omit<TrainOptions, 'loss' | 'regularisers'> & {
    readonly loss?: string;
    readonly regularisers?: readonly { readonly name: string; readonly weight: number }[];
  };
}

export interface JobResult {
  readonly parameters: readonly (readonly [name: string, values: Float64Array])[];
  readonly seconds: number;
  readonly epochs: number;
}

/** The same training once for each seed. */
export const perSeed = (seeds: readonly number[], job: Job): Job[] =>
  seeds.map((seed) => ({ ...job, options: { ...job.options, seed } }));

/** Trains a job to its end. @throws RangeError for names that are not in the lists */
export function runJob({ model, train: sequences, validation, options }: Job): JobResult {
  const { loss: lossName = 'mse', regularisers: terms = [], ...rest } = options;
  const find = <T extends { name: string }>(what: string, all: readonly T[], name: string): T => {
    const found = all.find((item) => item.name === name);
    if (!found) throw new RangeError(`there is no ${what} "${name}"`);
    return found;
  };
  const start = performance.now();
  const { parameters, history } = train(resolve(model), sequences, validation, {
    ...rest,
    loss: find('loss', losses, lossName),
    regularisers: terms.map(({ name, weight }) => ({
      regulariser: find('regulariser', regularisers, name),
      weight,
    })),
  });
  return {
    parameters: [...parameters],
    seconds: (performance.now() - start) / 1000,
    epochs: history.length,
  };
}
