import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { closedLoop, rowError, teacherForced, twoPass } from '../../src/audit/oscillator.ts';
import { referencePredictor } from '../../src/audit/predictor.ts';
import { cells } from '../../src/cells/index.ts';
import { buildModel } from '../../src/compile/model.ts';
import { dampedOscillator, evenOddSplit } from '../../src/data/damped-oscillator.ts';
import { rk4 } from '../../src/integrators/index.ts';
import { Evaluator } from '../../src/train/evaluate.ts';

const file = new URL('../../../shared/data/damped-oscillator/train_trace.json', import.meta.url);
if (!existsSync(file)) console.log('skipped: the training trace is not here');

test.skipIf(!existsSync(file))('the three evaluations give the predictions of the PyTorch run', () => {
  const { runs } = JSON.parse(readFileSync(file, 'utf8'));
  const run = runs.find(
    (r: { model: string; integrator: string }) => r.model === 'LTC' && r.integrator === 'clean',
  );
  const model = buildModel({
    inputs: 2,
    outputs: 2,
    layers: [{ cell: cells['ltc-tau']({ freeTau: true }), units: 8, integrator: rk4, unfolds: 1 }],
    readout: 'none',
  });
  const parameters = new Map(
    model.parameters.map(({ name }) => [name, Float64Array.from(run.params_after_100_f64[name])]),
  );
  const predictor = referencePredictor(new Evaluator(model, parameters));
  const { test: recording } = evenOddSplit(dampedOscillator({ zeta: 0.3 }));
  const dt = recording.dt as Float64Array;
  for (const [key, evaluation] of Object.entries({
    teacher_forced: teacherForced,
    two_pass: twoPass,
    true_closed_loop: closedLoop,
  })) {
    const predicted = evaluation(predictor, recording.values, dt);
    const expected: number[] = run[`test_${key}_f64`].flat();
    expect(expected).toHaveLength(predicted.length);
    expected.forEach((y, i) => {
      expect(Math.abs(predicted[i] - y), `${key}, element ${i}`).toBeLessThan(1e-5);
    });
    expect(rowError(predicted, recording.values)).toBeCloseTo(run.test_mse[key], 6);
  }
});
