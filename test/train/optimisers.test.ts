/** Optimisers against their papers' formulas, and how a training uses them. */
import { describe, expect, test } from 'vitest';
import { learning } from '../../src/cli/flags/learning.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { type Optimiser, optimisers } from '../../src/train/optimisers.ts';
import { rising } from '../../src/train/schedules.ts';
import { Trainer, type TrainOptions } from '../../src/train/trainer.ts';
import { sine } from '../models.ts';

const network = buildNetwork({
  inputs: 1,
  outputs: 1,
  layers: [{ cell: 'gru', units: 4 }],
  readout: 'dense',
});
const trained = (more: TrainOptions) => {
  const trainer = new Trainer(network, [sine(100)], [sine(60, 1)], {
    ...{ epochs: 8, window: 20, batch: 4, rate: 0.02, seed: 2 },
    ...more,
  });
  while (!trainer.finished) trainer.epoch();
  return trainer.checkpoint();
};
const all = Object.keys(optimisers) as (keyof typeof optimisers)[];

/** Where an optimiser takes the bowl (x² + 9 y²) / 2 from (1, 1). */
function minimised(optimiser: Optimiser, rate: number, updates: number): Float64Array {
  const at = Float64Array.of(1, 1);
  const state = { first: new Float64Array(2), second: new Float64Array(2), updates: 0 };
  for (let i = 0; i < updates; i++) {
    state.updates++;
    optimiser.step(at, Float64Array.of(at[0], 9 * at[1]), state, rate);
  }
  return at;
}

describe.each(all)('%s', (name) => {
  test('finds the bottom of a bowl', () => {
    for (const x of minimised(optimisers[name](), 0.01, 1500)) expect(Math.abs(x)).toBeLessThan(1e-3);
  });

  test('trains, by name and by object alike', () => {
    const byName = trained({ optimiser: name });
    expect(byName.best.loss).toBeLessThan(byName.history[0].validation);
    expect(trained({ optimiser: optimisers[name]() })).toEqual(byName);
  });
});

test('adamw is the default; without decay adam gives the same bits, with decay others', () => {
  expect(trained({ decay: 0.1 })).toEqual(trained({ decay: 0.1, optimiser: 'adamw' }));
  expect(trained({ optimiser: 'adam' })).toEqual(trained({}));
  expect(trained({ optimiser: 'adam', decay: 0.1 }).parameters).not.toEqual(
    trained({ decay: 0.1 }).parameters,
  );
});

test('the first step of Adam is the rate, whatever the gradient', () => {
  const [x, y] = minimised(optimisers.adam({ beta1: 0.5, beta2: 0.7, epsilon: 1e-12 }), 0.1, 1);
  expect(x).toBeCloseTo(0.9, 10);
  expect(y).toBeCloseTo(0.9, 10);
});

test('two steps of Adam by hand', () => {
  const [b1, b2, rate] = [0.9, 0.99, 0.1];
  const [g1, x1] = [1, 1 - rate];
  const m = b1 * (1 - b1) * g1 + (1 - b1) * x1;
  const v = b2 * (1 - b2) * g1 ** 2 + (1 - b2) * x1 ** 2;
  const expected = x1 - (rate * (m / (1 - b1 ** 2))) / Math.sqrt(v / (1 - b2 ** 2));
  expect(minimised(optimisers.adam({ beta2: b2, epsilon: 1e-15 }), rate, 2)[0]).toBeCloseTo(expected, 12);
});

test('two steps with momentum by hand', () => {
  const x = 1 - 0.1;
  expect(minimised(optimisers.sgd({ momentum: 0.8 }), 0.1, 2)[0]).toBeCloseTo(x - 0.1 * (0.8 + x), 14);
});

test('decay in the gradient shrinks matrices alone', () => {
  const zero = { length: 8, inputs: new Float64Array(8), targets: new Float64Array(8), dt: null };
  const of = (decay: number) => {
    const trainer = new Trainer(network, [zero], [], {
      ...{
        epochs: 1,
        window: 8,
        batch: 1,
        rate: 0.1,
        schedule: 'constant',
        decay,
        seed: 3,
        optimiser: 'sgd',
      },
    });
    trainer.epoch();
    return trainer.currentParameters.get('weight_ih') as Float64Array;
  };
  const plain = of(0);
  of(2).forEach((w, i) => {
    expect(w).toBeCloseTo(0.8 * plain[i], 12);
  });
});

test('the rate rises in a line over its warm-up, and a training follows it', () => {
  expect([0, 1, 2, 3, 4, 5].map((update) => rising(update, 4))).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  expect(rising(0, 0)).toBe(1);
  const rates: number[] = [];
  const watching: Optimiser = {
    ...optimisers.sgd(),
    step: (_, __, ___, rate) => void rates.push(rate),
  };
  trained({ optimiser: watching, schedule: 'constant', rateWarmup: 4, updates: 6, rate: 0.5 });
  expect(rates).toEqual([0.125, 0.25, 0.375, 0.5, 0.5, 0.5]);
});

test('the flag reads settings, and says what is wrong with them', () => {
  const parsed = learning.optimiser.parse('adamw:beta2=0.99', 'optimiser');
  expect(parsed).toMatchObject({ name: 'adamw', options: { beta1: 0.9, beta2: 0.99 } });
  expect(() => learning.optimiser.parse('adamw:beta3=1', 'optimiser')).toThrow(
    '--optimiser adamw:beta3=1: optimisers.adamw: no option "beta3"',
  );
  expect(() => learning.optimiser.parse('sgd:momentum=1', 'optimiser')).toThrow(
    'momentum must be a number from 0 to 1, without 1, not 1',
  );
});
