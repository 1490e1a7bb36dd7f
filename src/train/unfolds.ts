import { checkArgument } from '../check/options.ts';
import { bytes, callable } from '../check/rules.ts';
import { checkNetwork, type Network } from '../network/network.ts';
import { checkedSequences } from './check-sequences.ts';
import { type EvaluateOptions, scoring } from './evaluate.ts';
import { normalised, normalisedTargets } from './feed.ts';
import type { Loss } from './losses/index.ts';
import { type Sequence, type SequenceData, targetSteps } from './sequence.ts';

/** A blob that runs, such as a model from `load` or `loadSync`. */
export interface Runnable {
  /** [T × N] from the initial state → [T × M]. Inputs are there, and taken as they are. */
  run(
    inputs: ArrayLike<number>,
    options: { dt?: number | ArrayLike<number>; missing?: 'error' },
  ): ArrayLike<number>;
  dispose(): void;
}

/** Loads a blob with this many unfolds, or with its own, as `loadSync` of `meniscus` does. */
export type LoadBlob = (blob: Uint8Array, options: { unfolds?: number }) => Runnable;

/**
 * The losses of a blob with fewer unfolds: its mean loss per step, in the units of the training loss, computed by the
 * interpreter with the stored weights. Store it in the metadata as `unfolds: { loss, on }`, where
 * `load(blob, { budget, maxLoss })` finds it.
 * @param network the one that the blob was compiled from
 * @param sequences not used in training, each run whole from the initial state
 * @returns the losses with 1, 2, … unfolds, up to the smallest count of a layer; if counts differ, then the loss of the blob
 * unchanged. The last is always that of the unchanged blob. Empty if there is nothing to lower.
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

/** Like `evaluate`, for the interpreter's outputs. Losses compare predictions before de-normalisation, or logits. */
function meanLoss(
  network: Network,
  machine: Runnable,
  sequences: readonly Sequence[],
  loss: Loss,
  warmup: number,
): number {
  const { outputs, readout } = network.spec;
  const width = loss.targets(outputs);
  const ignored = new Float64Array(outputs);
  let sum = 0;
  let steps = 0;
  for (const sequence of sequences) {
    const { inputs, dt, length, scoredFrom = 0 } = sequence;
    let given: Float64Array = Float64Array.from(machine.run(inputs, { dt: dt ?? 1, missing: 'error' }));
    // the softmax of log probabilities gives the probabilities back; f32 may have rounded one to 0
    if (readout === 'softmax') given.forEach((p, i) => void (given[i] = Math.log(Math.max(p, 2 ** -149))));
    else if (width === outputs) given = normalised(network.spec, sequence, given);
    const targets = normalisedTargets(network, loss, sequence);
    for (let t = Math.max(warmup, scoredFrom); t < length; t++) {
      const there = targetSteps(targets, width, t, t + 1);
      if (there === 0) continue;
      sum += loss.step(given, t * outputs, outputs, targets, t * width, ignored, 0);
      steps += there;
    }
  }
  return sum / steps;
}
