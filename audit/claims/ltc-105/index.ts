import { seedsOf } from '../../../src/jobs/contender.ts';
import { searchOf } from '../../../src/jobs/tuning.ts';
import { linear, meanSquaredError, persistence, zero } from '../../../src/measure/baselines.ts';
import { outputsOf } from '../../../src/measure/predictor.ts';
import type { LayerDescription } from '../../../src/network/spec.ts';
import type { Claim, ClaimFile, Findings, Panel, Setting } from '../../claim.ts';
import type { PanelResult, Verdict } from '../../result.ts';
import { contender, EPOCHS, LSTM, LTC, OTHERS, RATES } from './contenders.ts';
import { findings } from './findings.ts';
import { jumpsSeries, type Series, sinesSeries } from './series.ts';

/** Further draws of the noise: the source has one, and does not give it. */
const FURTHER = [2, 3];
/** An error within this factor is as good. */
const AS_GOOD = 1.05;

const sinesPanel = (seed: number): string => (seed === 1 ? 'sines' : `sines-${seed}`);

function panel(
  name: string,
  label: string,
  series: Series,
  models: readonly { readonly name: string; readonly layer: LayerDescription }[],
  effort: Setting['effort'],
): Panel {
  const { known, test, floor } = series;
  const learned = { ...known, scoredFrom: 10 };
  return {
    name,
    label,
    metrics: [
      { key: 'mse', label: 'test MSE', unit: '' },
      { key: 'train', label: 'MSE on what was learned', unit: '' },
    ],
    subject: LTC.name,
    contenders: models.map((model) => contender(model, series, effort)),
    baselines: () =>
      [
        ...[zero, persistence].map((trivial) => [trivial([test]), trivial([learned])] as const),
        ...[1, 2, 3, 5].map(
          (lags) => [linear([known], [test], lags), linear([known], [learned], lags)] as const,
        ),
      ]
        .map(([ofTest, ofLearned]) => ({
          name: ofTest.name,
          parameters: ofTest.parameters,
          errors: {
            mse: meanSquaredError(ofTest.predictions, [test]),
            train: meanSquaredError(ofLearned.predictions, [learned]),
          },
        }))
        .concat([
          { name: 'the next value without its noise', parameters: 0, errors: { mse: floor, train: floor } },
        ]),
    evaluate: (predictor) => ({
      mse: meanSquaredError([outputsOf(predictor, test)], [test]),
      train: meanSquaredError([outputsOf(predictor, learned)], [learned]),
    }),
  };
}

/** Over all draws of the noise: is the LTC as good as the LSTM, and better than every baseline that can be computed? */
export function verdict(panels: readonly PanelResult[], n: NonNullable<Findings['numbers']>): Verdict {
  const draws = panels.filter(({ name }) => name.startsWith('sines'));
  const found = draws.map(({ contenders, comparisons, baselines }) => {
    const [own, lstm] = [LTC.name, LSTM.name].map(
      (name) => contenders.find((one) => one.name === name)?.errors.wasmF32.mse.median ?? Number.NaN,
    );
    const linears = baselines.filter(({ name }) => name.startsWith('linear'));
    const best = linears.reduce((a, b) => (b.errors.mse < a.errors.mse ? b : a));
    const called = (other: string): string | undefined =>
      comparisons.find((one) => one.other === other && one.metric === 'mse')?.called;
    return {
      own,
      lstm,
      best,
      asGood: own <= AS_GOOD * lstm,
      worse: called(LSTM.name) === 'worse',
      beaten: called(best.name) === 'worse',
    };
  });
  const [first] = found;
  const times = (x: { own: number; lstm: number }): string => (x.own / x.lstm).toFixed(2);
  const headline = `${times(first)} times the LSTM’s error`;
  const drops = n.correlationLow > 0;
  const because =
    `the LTC’s test MSE is ${found.map(times).join(', ')} times the LSTM’s on ${found.length} draws of the noise ` +
    `(${first.own.toPrecision(3)} against ${first.lstm.toPrecision(3)} on the first), called worse on ${found.filter(({ worse }) => worse).length}; ` +
    `${first.best.name} with ${first.best.parameters} parameters has ${first.best.errors.mse.toPrecision(3)}. At jumps 1/τ goes with |Δx| by a ` +
    `correlation of ${n.correlation.toPrecision(2)} [${n.correlationLow.toPrecision(2)}, ${n.correlationHigh.toPrecision(2)}], before training ${n.correlationUntrained.toPrecision(2)}: ` +
    `τ ${drops ? 'does drop' : 'does not drop'}`;
  const half = found.length / 2;
  if (found.filter(({ worse }) => worse).length > half)
    return { verdict: 'does not hold', headline, because };
  if (found.filter(({ asGood }) => asGood).length <= half)
    return { verdict: 'cannot be decided', headline, because };
  return found.filter(({ beaten }) => beaten).length > half
    ? { verdict: 'holds only if …', condition: 'if no linear map competes', headline, because }
    : { verdict: 'holds', headline, because };
}

function make({ effort }: Setting): Claim {
  const draws = effort === 'full' ? FURTHER : FURTHER.slice(0, 1);
  const first = sinesSeries(1);
  const jumps = jumpsSeries(1);
  return {
    title: 'An LTC with 105 parameters learns noisy sines as well as an LSTM with 1,233',
    source: 'the post on liquid networks at the edge that this project began with',
    claimed:
      'an LTC with 105 parameters predicts a noisy sum of sines as well as an LSTM with 1,233, and its time constants drop where the signal jumps',
    headline: 'as good with 105 of 1,233 parameters',
    protocol: [
      'Two sines (50 and 20 samples a cycle, amplitudes 1 and 0.5) with normal noise of deviation 0.05; 300 points, 200 to learn from, 100 to test; ' +
        `${draws.length + 1} draws of the noise`,
      'A second series of 600 points with levels that jump every 30 points or so, for the time constants',
      `Trained to predict the next point: windows of 40 steps, Adam, ${EPOCHS} epochs, ${effort === 'full' ? `${searchOf(RATES)} on the last fifth of what is learned by one seed that is not scored` : 'rate 0.02'}, the same for all; ${seedsOf(effort).length} seeds`,
      'Scored one step ahead, the state carried on from the first point; also at equal parameters, and a GRU',
    ],
    departures: [
      'frequencies, amplitudes and noise of the series are ours: the source does not give them',
      'the weights are those with the lowest error on the last fifth of what is learned',
      'the state at the first test point is the one that the points before it leave',
      'models of equal size, a GRU and linear maps are ours',
    ],
    rule:
      `holds if on most draws the median test MSE of the LTC (WASM f32) is at most ${AS_GOOD} times the LSTM’s, and no linear map is called ` +
      'better; holds only if no linear map competes, if one is; does not hold if on most draws the LTC is called worse than the LSTM; ' +
      'cannot be decided otherwise',
    panels: [
      panel('sines', 'Noisy sines, next point', first, [LTC, LSTM, ...OTHERS], effort),
      ...draws.map((seed) =>
        panel(
          sinesPanel(seed),
          `Noisy sines, draw ${seed} of the noise`,
          sinesSeries(seed),
          [LTC, LSTM],
          effort,
        ),
      ),
      panel('jumps', 'Noisy sines on a level that jumps', jumps, [LTC, LSTM], effort),
    ],
    models: [
      { panel: 'sines', contender: LTC.name, file: 'ltc-sines', weights: 'q8' },
      { panel: 'sines', contender: 'GRU', file: 'gru-sines', weights: 'q8' },
    ],
    findings: (trained) => findings(trained, jumps, first),
    verdict: (panels, numbers = {}) => verdict(panels, numbers),
  };
}

export const ltc105: ClaimFile = { name: 'ltc-105', make };
