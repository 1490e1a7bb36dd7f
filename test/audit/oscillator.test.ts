import { expect, test } from 'vitest';
import { closedLoop, rowError, teacherForced, twoPass } from '../../audit/oscillator.ts';
import { cells } from '../../src/cells/index.ts';
import { dampedOscillator, evenOddSplit } from '../../src/data/damped-oscillator.ts';
import { rk4 } from '../../src/integrators/index.ts';
import { referencePredictor } from '../../src/measure/predictor.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { readTrace } from '../golden/vectors.ts';

test('the three evaluations give the predictions of the PyTorch run', () => {
  const { zeta, runs } = readTrace();
  const run = runs.find(({ model, integrator }) => model === 'LTC' && integrator === 'clean');
  if (!run) throw new Error('the trace has no such run');
  const network = buildNetwork({
    inputs: 2,
    outputs: 2,
    layers: [{ cell: cells['ltc-tau']({ freeTau: true }), units: 8, integrator: rk4, unfolds: 1 }],
    readout: 'none',
  });
  const parameters = new Map(
    network.parameters.map(({ name }) => [name, run.numbers(`params_after_100_f64.${name}`)]),
  );
  const predictor = referencePredictor(new Evaluator(network, parameters));
  const { test: recording } = evenOddSplit(dampedOscillator({ zeta }));
  const dt = recording.dt as Float64Array;
  for (const [key, evaluation] of Object.entries({
    teacher_forced: teacherForced,
    two_pass: twoPass,
    true_closed_loop: closedLoop,
  })) {
    const predicted = evaluation(predictor, recording.values, dt);
    const expected = run.numbers(`test_${key}_f64`);
    expect(expected).toHaveLength(predicted.length);
    expected.forEach((y, i) => {
      expect(Math.abs(predicted[i] - y), `${key}, element ${i}`).toBeLessThan(1e-5);
    });
    expect(rowError(predicted, recording.values)).toBeCloseTo(run.test_mse[key], 6);
  }
});
