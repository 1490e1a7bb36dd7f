/** Do time constants shorten where the input jumps? */

import { compile } from '../../../src/compile/compile.ts';
import { Random } from '../../../src/data/random.ts';
import { median } from '../../../src/data/sequence.ts';
import type { TrainedContender } from '../../../src/jobs/contender.ts';
import { machinePredictor, type Predictor, probeAlong } from '../../../src/measure/predictor.ts';
import { bootstrap, type Interval } from '../../../src/measure/statistics.ts';
import { untrained } from '../../../src/measure/untrained.ts';
import { loadSync } from '../../../src/runtime/index.ts';
import type { Sequence } from '../../../src/train/sequence.ts';

/** Pearson's correlation; 0 where either does not vary. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((x, i) => {
    ab += (x - ma) * (b[i] - mb);
    aa += (x - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

export interface TauAtJumps {
  /** Of the mean over units of 1/τ with |Δx|. */
  readonly mean: number;
  /** Of the unit whose 1/τ goes most with |Δx|. */
  readonly best: number;
  /** The same mean after shuffling the steps. */
  readonly shuffled: number;
}

/** Correlations along the scored steps of a sequence, in the state that the steps before it leave. */
export function tauAtJumps(predictor: Predictor, sequence: Sequence): TauAtJumps {
  const { length, inputs, scoredFrom = 0 } = sequence;
  const rates = probeAlong(predictor, 'tau', sequence).map((row) => row.map((tau) => 1 / tau));
  const steps = Array.from({ length: length - scoredFrom }, (_, i) => scoredFrom + i).filter((t) => t > 0);
  const moves = steps.map((t) => Math.abs(inputs[t] - inputs[t - 1]));
  const means = steps.map((t) => rates[t].reduce((a, b) => a + b) / rates[t].length);
  const units = rates[0].map((_, unit) =>
    correlation(
      steps.map((t) => rates[t][unit]),
      moves,
    ),
  );
  const order = new Random(1).shuffle(Int32Array.from(steps.keys()));
  return {
    mean: correlation(means, moves),
    best: Math.max(...units),
    shuffled: correlation(
      Array.from(order, (i) => means[i]),
      moves,
    ),
  };
}

/** The same of models with the weights that training begins with: what the equation does by itself. */
export function untrainedAtJumps({ contender }: TrainedContender, sequence: Sequence): TauAtJumps[] {
  return contender.seeds.map((seed) => {
    const { network, parameters } = untrained(contender.model, seed);
    const machine = loadSync(compile(network, parameters, { probes: ['tau'] }).blob);
    const found = tauAtJumps(machinePredictor(machine), sequence);
    machine.dispose();
    return found;
  });
}

export const withInterval = (values: readonly number[]): { median: number; interval: Interval } => ({
  median: median(values),
  interval: bootstrap(values),
});
