import { checkOptions } from '../check/options.ts';
import { callable, type Rules } from '../check/rules.ts';
import type { ParameterValues } from '../compile/fold.ts';
import { buildModel, type Model, type ModelSpec } from '../compile/model.ts';
import type { OutlineOptions } from '../compile/outline.ts';
import { resolve } from '../compile/spec.ts';
import { trainRules } from './options.ts';
import type { SequenceData } from './sequence.ts';
import { type Epoch, Trainer, type TrainOptions } from './trainer.ts';

export interface Trained {
  readonly model: Model;
  /** The weights with the lowest validation loss. */
  readonly parameters: ParameterValues;
  readonly history: readonly Epoch[];
  /** For `compile`: with `qat` or `prune`, what makes a blob of the weights that were trained. */
  readonly exported: OutlineOptions;
}

export interface RunOptions extends TrainOptions {
  /** Called after each epoch. */
  readonly onEpoch?: (epoch: Epoch) => void;
}

const rules: Rules<RunOptions> = { ...trainRules, onEpoch: callable };

/**
 * Trains a model to the end.
 * @param validation sequences that choose the weights and stop the training; may be empty
 * @throws RangeError for specs, sequences or options that do not fit together
 */
export function train(
  spec: ModelSpec,
  sequences: readonly SequenceData[],
  validation: readonly SequenceData[] = [],
  options: RunOptions = {},
): Trained {
  checkOptions('train', options, rules);
  const { onEpoch, ...rest } = options;
  const model = buildModel(resolve(spec, 'train'));
  const trainer = new Trainer(model, sequences, validation, rest);
  while (!trainer.finished) {
    const epoch = trainer.epoch();
    onEpoch?.(epoch);
  }
  return { model, parameters: trainer.bestParameters, history: trainer.history, exported: trainer.exported };
}
