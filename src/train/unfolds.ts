import { checkArgument } from '../check/options.ts';
import { bytes, callable } from '../check/rules.ts';
import { checkNetwork, type Network } from '../network/network.ts';
import { checkedSequences } from './check-sequences.ts';
import { type EvaluateOptions, scoring } from './evaluate.ts';
import { normalisedTargets } from './feed.ts';
import type { Loss } from './losses.ts';
import type { Sequence, SequenceData } from './sequence.ts';

/** A blob that runs; the models of `load` and `loadSync` are. */
export interface Runnable {
  /** [T × N] from the zero state → [T × M]. */
  run(inputs: ArrayLike<number>, options: { dt?: number | ArrayLike<number> }): ArrayLike<number>;
  dispose(): void;
}

/** Runs a blob with so many unfolds, or with its own; `loadSync` of `meniscus` does. */
export type LoadBlob = (blob: Uint8Array, options: { unfolds?: number }) => Runnable;

/**
 * What a blob loses with fewer unfolds at load: its mean loss per step, in the units of the training loss, computed by
 * the machine with the weights as they are stored. To be stored in the metadata as `unfolds: { loss, on }`, where
 * `load(blob, { budget, maxLoss })` finds it.
 * @param network the one that the blob was compiled from
 * @param sequences held back from training, each run whole from the zero state
 * @returns the loss with 1, 2, … unfolds, up to the fewest that a layer has; with layers of different counts, then that
 * of the blob as it is. The last is always that of the blob as it is. Empty if there is nothing to lower.
 */
export function lossesOfUnfolds(
  network: Network,
  blob: Uint8Array,
  sequences: readonly SequenceData[],
  load: LoadBlob,
  options: EvaluateOptions = {},
): number[] {
  const of = 'lossesOfUnfolds';
  checkNetwork(of, network);
  checkArgument(of, 'blob', blob, bytes);
  checkArgument(of, 'load', load, callable);
  const { loss, warmup } = scoring(of, network, options);
  const checked = checkedSequences(of, 'sequences', sequences, { ...network.spec, loss });
  const counts = network.spec.layers.flatMap(({ integrator, unfolds = 1 }) => (integrator ? [unfolds] : []));
  const most = Math.max(1, ...counts);
  if (most === 1) return [];
  const lowered = Array.from({ length: Math.min(...counts) }, (_, i) => i + 1);
  const ways = [...lowered.filter((unfolds) => unfolds < most).map((unfolds) => ({ unfolds })), {}];
  return ways.map((option) => {
    const machine = load(blob, option);
    const mean = meanLoss(network, machine, checked, loss, warmup);
    machine.dispose();
    return mean;
  });
}

/** As `evaluate`, of what the machine gives: losses compare predictions before they are de-normalised, or logits. */
function meanLoss(
  network: Network,
  machine: Runnable,
  sequences: readonly Sequence[],
  loss: Loss,
  warmup: number,
): number {
  const { outputs, readout, outputNormalisation } = network.spec;
  const width = loss.targets(outputs);
  const ignored = new Float64Array(outputs);
  let sum = 0;
  let steps = 0;
  for (const sequence of sequences) {
    const { inputs, dt, length, scoredFrom = 0 } = sequence;
    const given = Float64Array.from(machine.run(inputs, { dt: dt ?? 1 }));
    // the softmax of the logarithms of probabilities is these probabilities; f32 may have rounded one to 0
    if (readout === 'softmax') given.forEach((p, i) => void (given[i] = Math.log(Math.max(p, 2 ** -149))));
    else if (outputNormalisation) {
      const { mean, deviation } = outputNormalisation;
      given.forEach((y, i) => void (given[i] = (y - mean[i % outputs]) / deviation[i % outputs]));
    }
    const targets = normalisedTargets(network, loss, sequence);
    for (let t = Math.max(warmup, scoredFrom); t < length; t++, steps++)
      sum += loss.step(given, t * outputs, outputs, targets, t * width, ignored, 0);
  }
  return sum / steps;
}
