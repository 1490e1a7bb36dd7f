import { checkOptions } from '../check/options.ts';
import { callable, flag, type Rules, rule } from '../check/rules.ts';
import type { ParameterValues } from '../compile/fold.ts';
import type { LowerOptions } from '../compile/lower.ts';
import { buildNetwork, type Network, type NetworkSpec } from '../network/network.ts';
import { resolve } from '../network/spec.ts';
import type { End } from './budget.ts';
import { calibrateQuantiles } from './calibrate-quantiles.ts';
import { checkedSequences } from './check-sequences.ts';
import { complete } from './complete.ts';
import { withSubsteps } from './first-values.ts';
import { quantilesOf } from './losses/index.ts';
import { scaledTo } from './normalise.ts';
import { trainRules } from './options.ts';
import type { SequenceData } from './sequence.ts';
import { type Epoch, Trainer, type TrainOptions } from './trainer.ts';

export interface Trained {
  readonly network: Network;
  /** The weights with the lowest validation loss. With `quantile` as the loss they are calibrated: see `calibrateQuantiles`. */
  readonly parameters: ParameterValues;
  /** Losses of scaled outputs: 1 is about as good as predicting the mean. */
  readonly history: readonly Epoch[];
  /** Why the training ended. */
  readonly end: End | 'asked';
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
  /** Called after each epoch. If it returns false, the training ends with the best weights so far. */
  readonly onEpoch?: (epoch: Epoch) => unknown;
  /** Gives the training up: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const aborting = rule('an AbortSignal', (x) => x instanceof AbortSignal);

const rules: Rules<RunOptions> = { ...trainRules, normalise: flag, onEpoch: callable, signal: aborting };

/** Milliseconds of training after which the host gets its turn. */
const SLICE = 50;

/**
 * Trains a network to the end, by default on scaled data, and lets the host do other things between updates. `Trainer` trains
 * without pause.
 * @param validation sequences that choose the weights and end the training; may be empty
 * @throws RangeError if spec, sequences and options do not fit together
 */
export async function train(
  spec: NetworkSpec,
  sequences: readonly SequenceData[],
  validation: readonly SequenceData[] = [],
  options: RunOptions = {},
): Promise<Trained> {
  checkOptions('train', options, rules);
  const { onEpoch, normalise = true, signal, ...rest } = options;
  signal?.throwIfAborted();
  const asked = withSubsteps(resolve(spec, 'train'), spec.layers, options.tauInit);
  const { loss } = complete(rest, asked, 'train');
  const widths = { ...asked, loss };
  const given = checkedSequences('train', 'sequences', sequences, { ...widths, learnt: true });
  const held = checkedSequences('train', 'validation', validation, { ...widths, optional: true });
  const network = buildNetwork(normalise ? scaledTo(asked, given, loss) : asked);
  const trainer = new Trainer(network, given, held, rest);
  const turns = new Turns(signal);
  let isAsked = false;
  while (!isAsked && !trainer.finished) {
    const updates = trainer.updates();
    let next = updates.next();
    for (; !next.done; next = updates.next()) await turns.pause();
    isAsked = onEpoch?.(next.value) === false;
  }
  const quantiles = quantilesOf(loss);
  return {
    network,
    parameters:
      quantiles && held.length > 0
        ? calibrateQuantiles(network, trainer.bestParameters, held, quantiles, {
            warmup: trainer.options.warmup,
          })
        : trainer.bestParameters,
    history: trainer.history,
    end: isAsked ? 'asked' : (trainer.end as End),
    exported: trainer.exported,
  };
}

/** Lets the host do other things when it has waited for long enough. */
class Turns {
  private last = -Infinity;

  constructor(private readonly signal?: AbortSignal) {}

  /** @throws the signal's reason */
  async pause(): Promise<void> {
    if (performance.now() - this.last > SLICE) {
      await new Promise((resolve) => setTimeout(resolve));
      this.last = performance.now();
    }
    this.signal?.throwIfAborted();
  }
}
