/**
 * `npm run bench:train [-- --json]`: how long one optimiser step of the damped-oscillator LTC takes: 184 parameters, 99 intervals
 * of RK4, forward + backward + clip + Adam. The median of rounds.
 */
import { parseArgs } from 'node:util';
import { cells } from '../src/cells/index.ts';
import { buildModel } from '../src/compile/model.ts';
import { dampedOscillator, evenOddSplit } from '../src/data/damped-oscillator.ts';
import { integrators } from '../src/integrators/index.ts';
import { Trainer } from '../src/train/trainer.ts';
import { thisMachine } from './run/machine.ts';
import { spreadOf } from './step/measure.ts';

const rk4 = integrators.find((i) => i.name === 'rk4');
const { train } = evenOddSplit(dampedOscillator({ zeta: 0.3 }));
const sequence = {
  length: 99,
  inputs: train.values.slice(2),
  targets: train.values.slice(2),
  dt: new Float64Array(99).fill((20 * 198) / 199 / 99),
};
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const results = (['ltc-tau', 'ctrnn', 'node'] as const).map((name) => {
  const model = buildModel({
    inputs: 2,
    outputs: 2,
    layers: [{ cell: cells[name](), units: 8, integrator: rk4, unfolds: 1 }],
    readout: 'none',
  });
  const trainer = new Trainer(model, [sequence], [], { window: 99, batch: 1 });
  const window = [{ sequence: 0, start: 0, length: 99 }];
  const times: number[] = [];
  for (let round = 0; round < 60; round++) {
    const start = performance.now();
    for (let i = 0; i < 10; i++) trainer.update(window, 1e-3);
    if (round >= 20) times.push((performance.now() - start) / 10);
  }
  return { cell: name, parameters: model.parameterCount, milliseconds: spreadOf(times) };
});
if (values.json) console.log(JSON.stringify({ ...thisMachine(), results }, null, 2));
else {
  console.log('one train step (99 intervals of RK4, forward + backward + clip + Adam), ms');
  for (const { cell, parameters, milliseconds } of results) {
    const [median, p10, p90] = [milliseconds.median, milliseconds.p10, milliseconds.p90].map((t) =>
      t.toFixed(3),
    );
    console.log(
      `${cell.padEnd(8)} ${String(parameters).padStart(4)} parameters  median ${median}  p10 ${p10}  p90 ${p90}`,
    );
  }
}
