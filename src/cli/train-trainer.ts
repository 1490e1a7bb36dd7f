/** The trainer of a network, by the flags. */
import type { LowerOptions } from '../compile/lower.ts';
import type { Value } from '../graph/value.ts';
import type { Network } from '../network/network.ts';
import { storageOf, type WeightType } from '../quantise/types.ts';
import { rangedVectors } from '../train/calibrate.ts';
import type { Parts } from '../train/parts.ts';
import type { Task } from '../train/task.ts';
import { Trainer, type TrainOptions } from '../train/trainer.ts';
import { choice } from './failure.ts';
import { type Learning, trainOptions } from './flags/learning.ts';
import type { Start } from './train-model.ts';

/** What the flags ask for. */
interface Asked {
  readonly options: TrainOptions;
  /** Options for compiling the blob. */
  readonly exported: LowerOptions;
}

type Arguments = Learning & { readonly probe?: readonly string[] | undefined };

/**
 * @param weights how the blob will store them
 * @param classes number of classes; 0 for numbers
 * @throws UsageError
 */
export function trainingOf(
  args: Arguments,
  weights: WeightType,
  network: Network,
  task: Task,
  classes: number,
): Asked {
  const probes = (args.probe ?? []).map((name) => choice('probe', name, [...network.probes.keys()]));
  const given = trainOptions(args, classes, task);
  // integer products need all blocks of a matrix
  const integers = storageOf(weights).integers && !given.prune;
  const exported: LowerOptions = { weights, probes, ...(integers && { ranges: unmeasured(network) }) };
  return { options: { ...given, ...((given.qat || given.prune) && { exported }) }, exported };
}

/** As `trainingOf`, with the trainer. @throws UsageError, RangeError */
export function trainerFor(
  args: Arguments,
  weights: WeightType,
  { network, from }: Pick<Start, 'network' | 'from'>,
  task: Task,
  classes: number,
  data: Parts,
): Asked & { readonly trainer: Trainer } {
  const asked = trainingOf(args, weights, network, task, classes);
  return { ...asked, trainer: new Trainer(network, data.train, data.validation, { ...asked.options, from }) };
}

/** Which vectors will have a range: training needs the program before the numbers are measured. */
const unmeasured = (network: Network): Map<Value, number> =>
  new Map(rangedVectors(network).map((vector) => [vector, 1]));
