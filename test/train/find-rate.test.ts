/** The range test of the learning rate: what it suggests, and that it leaves no trace. */
import { expect, test } from 'vitest';
import { buildNetwork, type NetworkSpec } from '../../src/network/network.ts';
import { findRate } from '../../src/train/find-rate.ts';
import { normalise } from '../../src/train/normalise.ts';
import { optimisers } from '../../src/train/optimisers.ts';
import { Trainer, type TrainOptions } from '../../src/train/trainer.ts';
import { sine } from '../models.ts';

const sequences = [sine(400)];
const spec: NetworkSpec = { inputs: 1, outputs: 1, layers: [{ cell: 'gru', units: 8 }], readout: 'dense' };
const network = buildNetwork(normalise(spec, sequences));
const options: TrainOptions = { window: 20, batch: 8, seed: 4 };
const lossWith = (rate: number): number => {
  const trainer = new Trainer(network, sequences, [], {
    ...options,
    updates: 60,
    schedule: 'constant',
    rate,
  });
  while (!trainer.finished) trainer.epoch();
  return trainer.history.at(-1)!.best;
};

test('the rates rise by one factor, and the found one is near the best there are', () => {
  const { rate, tried } = findRate(network, sequences, options);
  expect(tried[0].rate).toBe(1e-5);
  for (let i = 1; i < tried.length; i++)
    expect(tried[i].rate / tried[i - 1].rate).toBeCloseTo(10 ** (5 / 99), 6);
  expect(rate).toBeGreaterThan(1e-4);
  const found = lossWith(rate);
  expect(found).toBeLessThan(lossWith(rate / 30) / 2);
  const best = Math.min(...[1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1].map(lossWith));
  expect(found).toBeLessThan(4 * best);
});

test('it stops where the loss has risen far, and takes any optimiser', () => {
  const wild = findRate(network, sequences, {
    ...options,
    optimiser: optimisers.sgd({ momentum: 0.99 }),
    clip: 1e9,
  });
  expect(wild.tried.length).toBeLessThan(100);
  expect(wild.tried.length).toBeGreaterThan(20);
  expect(wild.rate).toBeLessThan(1);
});

test('a training afterwards has the bits of one without it, and what it asks for does not end the test', () => {
  const trained = () => {
    const trainer = new Trainer(network, sequences, [], { ...options, epochs: 2 });
    while (!trainer.finished) trainer.epoch();
    return trainer.checkpoint();
  };
  const before = trained();
  const one = findRate(network, sequences, { ...options, epochs: 1, rate: 0.5, rateWarmup: 50 });
  expect(one).toEqual(findRate(network, sequences, options));
  expect(trained()).toEqual(before);
});

test('wrong options are refused as by the trainer', () => {
  expect(() => findRate(network, sequences, { batch: 0 })).toThrow('batch must be a whole number ≥ 1, not 0');
});
