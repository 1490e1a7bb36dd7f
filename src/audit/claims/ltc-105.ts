import { sines } from '../../data/sines.ts';
import type { Sequence } from '../../train/sequence.ts';
import { linear, meanSquaredError, persistence, type Trivial, zero } from '../baselines.ts';
import type { Claim, ClaimFile, Contender } from '../claim.ts';
import { type Setting, seedsOf } from '../effort.ts';
import { byElement, outputsOf, probeAlong } from '../predictor.ts';
import type { Chart } from '../result.ts';

/** Of the 200 training points, the last 40 choose the weights. */
const VALIDATION = 40;

function make({ effort }: Setting): Claim {
  const series = sines({ seed: 1 }).values;
  const until = (end: number, scoredFrom = 0): Sequence => ({
    length: end - 1,
    inputs: series.slice(0, end - 1),
    targets: series.slice(1, end),
    dt: null,
    scoredFrom,
  });
  const test = until(300, 199);
  const scaled = zScore(series.subarray(0, 200));
  const contender = (name: string, layer: Contender['model']['layers'][0], probes?: string[]): Contender => {
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
      probes,
      seeds: seedsOf(effort),
      job: {
        model,
        train: [until(200 - VALIDATION)],
        validation: [until(200, 200 - VALIDATION - 1)],
        options: { rate: 0.02, epochs: 400, window: 40, stride: 10, batch: 8, warmup: 10 },
      },
    };
  };
  const mse = ({ name, parameters, predictions }: Trivial) => ({
    name,
    parameters,
    errors: { mse: meanSquaredError(predictions, [test]) },
  });

  return {
    title: 'LTC with 105 parameters against LSTM with 1,233 on noisy sines',
    source: 'the project’s seed post on liquid networks at the edge',
    claimed: 'an LTC with 105 parameters predicts a noisy sum of sines as well as an LSTM with 1,233',
    headline: 'as well, with 105 of 1,233 parameters',
    protocol: [
      'Two sines (50 and 20 samples a cycle, amplitudes 1 and 0.5) with normal noise of deviation 0.05; 300 points',
      'Trained to predict the next point on the first 200: windows of 40 steps, Adam, rate 0.02, 400 epochs, for both',
      'Scored on the 100 points after them, one step ahead, the state carried on from the first point',
    ],
    departures: [
      'frequencies, amplitudes and noise of the series are ours: the source does not give them',
      'the weights are those with the lowest error on the last 40 of the 200 training points',
      'the state at the first test point is the one that the 200 points before it leave',
    ],
    rule:
      'holds if the median test MSE of the LTC (WASM f32) is at most 1.05 times that of the LSTM, and below every ' +
      'baseline; holds only if no linear map competes, if a baseline is better; does not hold if every seed of the ' +
      'LTC is worse than every seed of the LSTM; otherwise this quick run cannot decide',
    panels: [
      {
        name: 'sines',
        label: 'noisy sines, next point',
        metrics: [{ key: 'mse', label: 'test MSE', unit: '' }],
        contenders: [
          contender('LTC', { cell: 'ltc', units: 8, integrator: 'semi-implicit', unfolds: 6 }, ['tau']),
          contender('LSTM', { cell: 'lstm', units: 16 }),
        ],
        baselines: () =>
          [
            zero([test]),
            persistence([test]),
            ...[1, 2, 3, 4, 5].map((lags) => linear([until(200)], [test], lags)),
          ].map(mse),
        evaluate: (predictor) => ({ mse: meanSquaredError([outputsOf(predictor, test)], [test]) }),
      },
    ],
    verdict([{ contenders, baselines }]) {
      const [ltc, lstm] = contenders.map((c) => c.errors.wasmF32.mse);
      const best = baselines.reduce((a, b) => (b.errors.mse < a.errors.mse ? b : a));
      const ratio = ltc.median / lstm.median;
      const because =
        `test MSE ${ltc.median.toPrecision(3)} against ${lstm.median.toPrecision(3)} (medians), ` +
        `${ratio.toFixed(2)} times the LSTM’s; ${best.name} with ${best.parameters} parameters has ` +
        best.errors.mse.toPrecision(3);
      const headline = `${ratio.toFixed(2)} times the error`;
      if (ltc.low > lstm.high) return { verdict: 'does not hold', headline, because };
      if (ratio > 1.05) return { verdict: 'cannot be decided', headline, because };
      return { verdict: best.errors.mse < ltc.median ? 'holds only if …' : 'holds', headline, because };
    },
    findings(trained) {
      const predictions = ['LTC', 'LSTM'].map((name) => ({
        name,
        values: Array.from(outputsOf(trained.predictor('sines', name), test).subarray(199)),
      }));
      const x = { label: 'point', unit: '', values: Array.from({ length: 100 }, (_, i) => 200 + i) };
      const tau = probeAlong(trained.predictor('sines', 'LTC'), 'tau', test).slice(199);
      const charts: Chart[] = [
        {
          kind: 'lines',
          title: 'Prediction against truth',
          note: 'One step ahead on the 100 test points, first seed, in WASM f32.',
          x,
          y: { label: 'value', unit: '' },
          series: [{ name: 'truth', values: Array.from(test.targets.subarray(199)) }, ...predictions],
        },
        {
          kind: 'heat',
          title: 'Liquid time constants along the input',
          note: 'τ_sys = τ/(1 + τ f) of each unit: it moves with input and state, between τ/(1 + τ) and τ.',
          x,
          y: { label: 'unit', unit: '' },
          rows: byElement(tau),
          colour: { label: 'τ_sys', unit: 'samples' },
        },
      ];
      return { charts };
    },
  };
}

export const ltc105: ClaimFile = { name: 'ltc-105', make };

/** Mean and standard deviation, in the form of a model's normalisation. */
function zScore(values: Float64Array) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
  return { mean: [mean], deviation: [deviation] };
}
