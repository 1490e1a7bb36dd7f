import { expect, test } from 'vitest';
import { buildNetwork } from '../../src/network/network.ts';
import { schedules } from '../../src/train/schedules.ts';
import { Trainer, type TrainOptions } from '../../src/train/trainer.ts';

const network = buildNetwork({
  inputs: 1,
  outputs: 1,
  layers: [{ cell: 'gru', units: 2 }],
  readout: 'dense',
});
const wave = (length: number, from = 0) => ({
  length,
  inputs: Float64Array.from({ length }, (_, t) => Math.sin(0.3 * (from + t))),
  targets: Float64Array.from({ length }, (_, t) => Math.sin(0.3 * (from + t + 1))),
  dt: null,
});
/** 9 windows, 3 updates an epoch. */
const make = (options: TrainOptions) =>
  new Trainer(network, [wave(100)], [wave(40, 100)], {
    window: 20,
    stride: 10,
    batch: 3,
    seed: 1,
    ...options,
  });
function ended(options: TrainOptions): Trainer {
  const trainer = make(options);
  while (!trainer.finished) trainer.epoch();
  return trainer;
}

test('a number of updates ends a training in the middle of an epoch', () => {
  const { history, end } = ended({ updates: 7 });
  expect(history.map(({ updates }) => updates)).toEqual([3, 6, 7]);
  expect(end).toBe('updates');
});

test('of epochs and updates the one that comes first ends it', () => {
  expect(ended({ epochs: 2, updates: 7 }).end).toBe('epochs');
  expect(ended({ epochs: 4, updates: 7 }).end).toBe('updates');
});

test('without a length it goes on until patience is over', () => {
  const { history, end, options } = ended({ patience: 30, rate: 0.05 });
  expect(options.schedule.name).toBe('plateau');
  expect(end).toBe('patience');
  const best = history.findIndex(
    ({ validation, best }) => validation === best && best === history.at(-1)?.best,
  );
  expect(history.length - 1 - best).toBe(10);
});

test('a limit in time ends it, within an epoch too', () => {
  const { history, end } = ended({ timeLimit: 1e-9 });
  expect(end).toBe('time');
  expect(history.map(({ updates }) => updates)).toEqual([1]);
});

test('what has no end is refused', () => {
  expect(() => make({ patience: 0, timeLimit: null })).toThrow('nothing ends the training');
  expect(() => make({ schedule: 'cosine' })).toThrow('schedule cosine needs an end');
  expect(() => make({ schedule: 'cosin' as 'cosine' })).toThrow('did you mean "cosine"');
});

test('the rate falls by update, by epoch, or at plateaus', () => {
  const at = (name: string, moment: object) =>
    schedules
      .find((one) => one.name === name)
      ?.factor({ update: 0, updates: null, epoch: 0, epochs: null, plateaus: 0, ...moment });
  expect(at('cosine', { update: 5, updates: 10 })).toBeCloseTo(0.5, 12);
  expect(at('cosine', { update: 0, updates: 10 })).toBe(1);
  expect(at('cosine-by-epoch', { update: 99, epoch: 1, epochs: 4 })).toBeCloseTo((1 + Math.SQRT1_2) / 2, 12);
  expect(at('plateau', { plateaus: 2 })).toBeCloseTo(0.09, 12);
  expect(at('constant', { update: 99 })).toBe(1);
});

test('the rate drops after a quarter of the patience', () => {
  // a rate at which nothing is learnt makes each epoch after the first a plateau
  const { history } = ended({ patience: 24, rate: 1e-300 });
  expect(history.map(({ updates }) => updates).at(-1)).toBe(27);
});

test('a training that prunes has an end by itself', () => {
  const trainer = make({ prune: { sparsity: 0.5 } });
  expect(trainer.options.updates).toBe(4000);
  expect(trainer.options.schedule.name).toBe('cosine');
  expect(() => make({ prune: { sparsity: 0.5 }, updates: null, patience: 9 })).toThrow('prune needs an end');
});
