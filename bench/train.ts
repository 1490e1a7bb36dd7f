/**
 * `npm run bench:train`: how long one optimiser step of the damped-oscillator LTC takes: 184 parameters, 99 intervals
 * of RK4, forward + backward + clip + Adam. The median of rounds, beside the forward pass alone.
 */
import { cells } from '../src/cells/index.ts';
import { buildModel } from '../src/compile/model.ts';
import { dampedOscillator, evenOddSplit } from '../src/data/damped-oscillator.ts';
import { integrators } from '../src/integrators/index.ts';
import { Trainer } from '../src/train/trainer.ts';

const rk4 = integrators.find((i) => i.name === 'rk4');
const { train } = evenOddSplit(dampedOscillator({ zeta: 0.3 }));
const sequence = {
  length: 99,
  inputs: train.values.slice(2),
  targets: train.values.slice(2),
  dt: new Float64Array(99).fill((20 * 198) / 199 / 99),
};
const rows = (['ltc-tau', 'ctrnn', 'node'] as const).map((name) => {
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
  times.sort((a, b) => a - b);
  return { cell: name, parameters: model.parameterCount, p10: times[4], median: times[20], p90: times[36] };
});
console.log('one train step (99 intervals of RK4, forward + backward + clip + Adam), ms');
for (const { cell, parameters, p10, median, p90 } of rows)
  console.log(
    `${cell.padEnd(8)} ${String(parameters).padStart(4)} parameters  median ${median.toFixed(3)}  p10 ${p10.toFixed(3)}  p90 ${p90.toFixed(3)}`,
  );
