import { checkOptions } from '../check/options.ts';
import { callable, flag, type Rules } from '../check/rules.ts';
import type { ParameterValues } from '../compile/fold.ts';
import type { LowerOptions } from '../compile/lower.ts';
import { buildNetwork, type Network, type NetworkSpec } from '../network/network.ts';
import { resolve } from '../network/spec.ts';
import { checkedSequences } from './check-sequences.ts';
import { scaledTo } from './normalise.ts';
import { complete, trainRules } from './options.ts';
import type { SequenceData } from './sequence.ts';
import { type Epoch, Trainer, type TrainOptions } from './trainer.ts';

export interface Trained {
  readonly network: Network;
  /** The weights with the lowest validation loss. */
  readonly parameters: ParameterValues;
  /** Losses of scaled outputs: 1 is about as good as predicting the mean. */
  readonly history: readonly Epoch[];
  /** Options for `compile`: with `qat` or `prune` they store exactly the trained weights. */
  readonly exported: LowerOptions;
}

export interface RunOptions extends TrainOptions {
  /**
   * Scales inputs and outputs to mean 0 and deviation 1, and time to the median interval of the first sequence. The blob still
   * reads and gives the data's own units. Losses are those of scaled outputs. Values that the spec sets itself stay; classes are
   * not scaled. Default true.
   */
  readonly normalise?: boolean;
  /** Called after each epoch. */
  readonly onEpoch?: (epoch: Epoch) => void;
}

const rules: Rules<RunOptions> = { ...trainRules, normalise: flag, onEpoch: callable };

/**
 * Trains a network to the end, by default on scaled data.
 * @param validation sequences that choose the weights and stop the training; may be empty
 * @throws RangeError if spec, sequences and options do not fit together
 */
export function train(
  spec: NetworkSpec,
  sequences: readonly SequenceData[],
  validation: readonly SequenceData[] = [],
  options: RunOptions = {},
): Trained {
  checkOptions('train', options, rules);
  const { onEpoch, normalise = true, ...rest } = options;
  const asked = resolve(spec, 'train');
  const { loss } = complete(rest, asked, 'train');
  const widths = { ...asked, loss };
  const given = checkedSequences('train', 'sequences', sequences, { ...widths, learnt: true });
  const held = checkedSequences('train', 'validation', validation, { ...widths, optional: true });
  const network = buildNetwork(normalise ? scaledTo(asked, given, loss) : asked);
  const trainer = new Trainer(network, given, held, rest);
  while (!trainer.finished) {
    const epoch = trainer.epoch();
    onEpoch?.(epoch);
  }
  return {
    network,
    parameters: trainer.bestParameters,
    history: trainer.history,
    exported: trainer.exported,
  };
}
