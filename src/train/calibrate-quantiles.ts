/** Quantiles that hold on data which were not learnt from. */
import { checkArgument, checkOptions } from '../check/options.ts';
import { map, type Rules, whole } from '../check/rules.ts';
import type { ParameterValues } from '../compile/fold.ts';
import type { Value } from '../graph/value.ts';
import { checkNetwork, type Network } from '../network/network.ts';
import { checkedSequences } from './check-sequences.ts';
import { Evaluator } from './evaluate.ts';
import { normalisedTargets } from './feed.ts';
import { quantile } from './losses/quantile.ts';
import type { SequenceData } from './sequence.ts';

/** The bias of the read-out, which shifts each output by itself. */
const BIAS = 'readout.b';

interface CalibrateOptions {
  readonly constants?: ReadonlyMap<Value, Float64Array>;
  readonly warmup?: number;
}

const rules: Rules<CalibrateOptions> = { constants: map, warmup: whole(0) };

/**
 * Shifts each quantile by the empirical quantile of its residuals on sequences that were not learnt from, in the bias of the
 * read-out: δ is the (n + 1) q-th smallest of the n residuals y − ŷ, interpolated between neighbours. Where data to come are like
 * these, a share q of them then lies below ŷ + δ, up to 1 / (n + 1). That is split conformal prediction, for each quantile by
 * itself; Romano, Patterson & Candès 2019 (arXiv:1905.03222) shift both ends of an interval by one amount.
 * @param quantiles of the outputs, as the loss has them
 * @param options.constants the stored weights that the blob computes with
 * @param options.warmup first steps of a sequence that do not count
 * @returns the parameters with another bias
 * @throws RangeError for a network without a dense read-out
 */
export function calibrateQuantiles(
  network: Network,
  parameters: ParameterValues,
  sequences: readonly SequenceData[],
  quantiles: readonly number[],
  options: CalibrateOptions = {},
): Map<string, Float64Array> {
  const of = 'calibrateQuantiles';
  checkNetwork(of, network);
  checkArgument(of, 'parameters', parameters, map);
  checkOptions(of, options, rules);
  const loss = quantile(quantiles);
  const { outputs, readout } = network.spec;
  if (readout !== 'dense')
    throw new RangeError(`${of}: the bias of a dense read-out shifts quantiles, and this one is ${readout}`);
  const checked = checkedSequences(of, 'sequences', sequences, { ...network.spec, loss });
  const { constants, warmup = 0 } = options;
  const evaluator = new Evaluator(network, parameters, { kernels: true, ...(constants && { constants }) });
  const residuals = Array.from({ length: outputs }, (): number[] => []);
  for (const sequence of checked) {
    const targets = normalisedTargets(network, loss, sequence);
    evaluator.run(sequence, (step, read) => {
      if (step < Math.max(warmup, sequence.scoredFrom ?? 0)) return;
      const prediction = read(network.prediction);
      for (const [j, known] of residuals.entries()) {
        const target = targets[step * outputs + j];
        if (!Number.isNaN(target)) known.push(target - prediction[j]);
      }
    });
  }
  const bias = Float64Array.from(
    parameters.get(BIAS) as Float64Array,
    (b, j) => b + shiftOf(residuals[j], quantiles[j % quantiles.length]),
  );
  return new Map([...parameters].map(([name, values]) => [name, name === BIAS ? bias : values.slice()]));
}

/** The (n + 1) q-th smallest (Hyndman & Fan 1996, type 6); 0 of none. */
function shiftOf(residuals: readonly number[], q: number): number {
  if (residuals.length === 0) return 0;
  const sorted = Float64Array.from(residuals).sort();
  const place = Math.max(0, Math.min(sorted.length - 1, (sorted.length + 1) * q - 1));
  const below = sorted[Math.floor(place)];
  return below + (place % 1) * (sorted[Math.ceil(place)] - below);
}
