import { expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { dampedOscillator } from '../../src/data/damped-oscillator.ts';
import { rk4 } from '../../src/integrators/index.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { optimisers } from '../../src/train/optimisers.ts';
import { Tape } from '../../src/train/tape.ts';
import { clipNorm } from '../../src/train/update.ts';
import { readTrace } from '../golden/vectors.ts';

/** Cells by the trace's names, and the names of parameters where they differ. */
const known: Record<
  string,
  { cell: Parameters<typeof buildNetwork>[0]['layers'][0]['cell']; names: Record<string, string> }
> = {
  LTC: { cell: cells['ltc-tau']({ freeTau: true }), names: {} },
  CTRNN: { cell: cells.ctrnn(), names: {} },
  NODE: { cell: cells.node(), names: { W1: 'Wx1', U1: 'Ui1', W2: 'Wx2' } },
};

test('100 steps of PyTorch training, repeated', () => {
  const { zeta, runs } = readTrace();
  const clean = runs.filter(({ integrator }) => integrator === 'clean');
  expect(clean.map(({ model }) => model)).toEqual(Object.keys(known));
  const all = dampedOscillator({ zeta }).values;
  const train = Array.from({ length: 100 }, (_, i) => [all[4 * i], all[4 * i + 1]]);
  for (const run of clean) {
    const { cell, names } = known[run.model];
    const network = buildNetwork({
      inputs: 2,
      outputs: 2,
      layers: [{ cell, units: 8, integrator: rk4, unfolds: 1 }],
      readout: 'none',
    });
    expect(network.parameterCount).toBe(run.params);
    const tape = new Tape(network, 99);
    const flat = (kind: string) =>
      network.parameters.flatMap(({ name }) => [...run.numbers(`${kind}.${names[name] ?? name}`)]);
    tape.parameters.set(flat('init'));
    const adam = optimisers.adam();
    const zeros = () => new Float64Array(tape.parameters.length);
    const state = { first: zeros(), second: zeros(), updates: 0 };
    for (let k = 0; k < 99; k++) {
      tape.values.set(train[k + 1], tape.address(network.input, k));
      tape.values[tape.address(network.dt, k)] = (20 * 198) / 199 / 99;
    }
    run.numbers('loss_f64').forEach((expected, step) => {
      tape.prepare();
      tape.forward(99);
      tape.clearGradients();
      tape.clearFrames(99);
      let loss = train[0][0] ** 2 + train[0][1] ** 2; // the first row, where the prediction is zero
      for (let k = 0; k < 99; k++) {
        const at = tape.address(network.prediction, k);
        for (let j = 0; j < 2; j++) {
          const d = tape.values[at + j] - train[k + 1][j];
          loss += d * d;
          tape.gradients[at + j] += (2 * d) / 200;
        }
      }
      expect(Math.abs(loss / 200 - expected)).toBeLessThanOrEqual(1e-6);
      tape.backward(99);
      tape.finish();
      if (step === 0) {
        const wanted = flat('grad_step1_f64');
        const largest = Math.max(...wanted.map(Math.abs));
        wanted.forEach((g, i) => {
          expect(Math.abs(tape.parameterGradients[i] - g)).toBeLessThanOrEqual(1e-5 * largest);
        });
      }
      clipNorm(tape.parameterGradients, 1);
      state.updates++;
      adam.step(tape.parameters, tape.parameterGradients, state, 1e-3);
    });
    flat('params_after_100_f64').forEach((w, i) => {
      expect(Math.abs(tape.parameters[i] - w)).toBeLessThanOrEqual(1e-5);
    });
  }
});
