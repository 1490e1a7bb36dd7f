import { sines } from '../../data/sines.ts';
import type { Sequence } from '../../train/sequence.ts';
import { linear, persistence, zero } from '../baselines.ts';
import type { Claim, Contender } from '../claim.ts';

const SEEDS = [1, 2, 3];
/** Of the 200 training points, the last 40 choose the weights. */
const VALIDATION = 40;

const series = sines({ seed: 1 }).values;
const step = (end: number): Sequence => ({
  length: end - 1,
  inputs: series.slice(0, end - 1),
  targets: series.slice(1, end),
  dt: null,
});
const train = step(200 - VALIDATION);
const validation = { ...step(200), scoredFrom: 200 - VALIDATION - 1 };
const test = { ...step(300), scoredFrom: 199 };

/** z-scores from the training points. */
function normalisation() {
  const known = series.subarray(0, 200);
  const mean = known.reduce((sum, x) => sum + x, 0) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / known.length);
  return { mean: [mean], deviation: [deviation] };
}

function contender(name: string, layer: Contender['model']['layers'][0], rate: number): Contender {
  const scaled = normalisation();
  const model: Contender['model'] = {
    inputs: 1,
    outputs: 1,
    layers: [layer],
    readout: 'dense',
    inputNormalisation: scaled,
    outputNormalisation: scaled,
  };
  return {
    name,
    model,
    jobs: SEEDS.map((seed) => ({
      model,
      train: [train],
      validation: [validation],
      options: { seed, rate, epochs: 400, window: 40, stride: 10, batch: 8, warmup: 10 },
    })),
  };
}

/** LTC with 105 parameters against LSTM with 1,233 on a noisy sum of sines. */
export const ltc105: Claim = {
  name: 'ltc-105',
  title: 'LTC with 105 parameters against LSTM with 1,233 on noisy sines',
  source: 'a post on liquid networks at the edge; 300 points, 200 to train and 100 to test',
  claimed: 'an LTC with 105 parameters predicts a noisy sum of sines as well as an LSTM with 1,233',
  departures: [
    'frequencies, amplitudes and noise of the series are ours: the source does not give them',
    'the weights are those with the lowest error on the last 40 of the 200 training points',
    'the state at the first test point is the one that the 200 points before it leave',
  ],
  rule:
    'holds if the median test MSE of the LTC is at most 1.05 times that of the LSTM and below every baseline; ' +
    'does not hold if every seed of the LTC is worse than every seed of the LSTM; otherwise it cannot be decided, ' +
    'or holds only against the LSTM if a baseline beats both',
  models: [
    contender('LTC', { cell: 'ltc', units: 8, integrator: 'semi-implicit', unfolds: 6 }, 0.02),
    contender('LSTM', { cell: 'lstm', units: 16 }, 0.02),
  ],
  test: [test],
  baselines: () => [
    zero([test]),
    persistence([test]),
    ...[1, 2, 3, 4, 5].map((lags) => linear([step(200)], [test], lags)),
  ],
  verdict([ltc, lstm], baselines) {
    const ours = ltc.mse.wasmF32;
    const theirs = lstm.mse.wasmF32;
    const best = baselines.reduce((a, b) => (b.mse < a.mse ? b : a));
    const ratio = ours.median / theirs.median;
    const numbers =
      `LTC / LSTM test MSE ${ratio.toFixed(3)} (medians of ${SEEDS.length} seeds); ` +
      `best baseline: ${best.name}, ${best.parameters} parameters, ${best.mse.toPrecision(4)}`;
    if (ours.low > theirs.high) return { verdict: 'does not hold', because: numbers };
    if (ratio > 1.05) return { verdict: 'cannot be decided', because: `${numbers}; the seeds overlap` };
    if (best.mse <= ours.median)
      return { verdict: 'holds only if …', because: `${numbers}; only if the LSTM is the yardstick` };
    return { verdict: 'holds', because: numbers };
  },
};
