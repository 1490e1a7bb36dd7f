/** A training leaves the host its turns, can be given up or ended, and says why it ended. */
import { expect, test } from 'vitest';
import { buildNetwork, type NetworkSpec } from '../../src/network/network.ts';
import { train } from '../../src/train/train.ts';
import { Trainer } from '../../src/train/trainer.ts';
import { sine } from '../models.ts';

const spec: NetworkSpec = { inputs: 1, outputs: 1, layers: [{ cell: 'gru', units: 4 }], readout: 'dense' };
const options = { epochs: 5, window: 20, batch: 4, seed: 3 };
const bare = { ...options, normalise: false };

test('gives the same bits as a Trainer without pauses', async () => {
  const { parameters, history, end } = await train(spec, [sine(100)], [sine(60, 1)], bare);
  const trainer = new Trainer(buildNetwork(spec), [sine(100)], [sine(60, 1)], options);
  while (!trainer.finished) trainer.epoch();
  expect(parameters).toEqual(trainer.bestParameters);
  expect(history).toEqual(trainer.history);
  expect(end).toBe('epochs');
});

test('timers of the host fire during a long training', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 10);
  let seen = 0;
  const { end } = await train(spec, [sine(400)], [], {
    ...{ epochs: 100_000, batch: 4 },
    onEpoch: () => {
      seen = ticks;
      return ticks < 3;
    },
  });
  clearInterval(timer);
  expect(seen).toBeGreaterThanOrEqual(3);
  expect(end).toBe('asked');
});

test('ends with the best weights where onEpoch returns false, and only then', async () => {
  const short = await train(spec, [sine(100)], [sine(60, 1)], {
    ...bare,
    onEpoch: ({ epoch }) => epoch !== 2,
  });
  expect(short.end).toBe('asked');
  expect(short.history).toHaveLength(2);
  const same = await train(spec, [sine(100)], [sine(60, 1)], {
    ...{ ...bare, schedule: 'constant' as const, epochs: 2 },
    onEpoch: () => undefined,
  });
  const asked = await train(spec, [sine(100)], [sine(60, 1)], {
    ...{ ...bare, schedule: 'constant' as const },
    onEpoch: ({ epoch }) => epoch < 2,
  });
  expect(same.end).toBe('epochs');
  expect(asked.parameters).toEqual(same.parameters);
});

test('an aborted signal rejects with its reason, before and during the training', async () => {
  const gone = AbortSignal.abort(new Error('not wanted'));
  await expect(train(spec, [sine(100)], [], { ...options, signal: gone })).rejects.toThrow('not wanted');
  const controller = new AbortController();
  let epochs = 0;
  const given = train(spec, [sine(100)], [], {
    ...{ epochs: 100_000, signal: controller.signal },
    onEpoch: () => void (++epochs === 3 && controller.abort(new Error('enough'))),
  });
  await expect(given).rejects.toThrow('enough');
  expect(epochs).toBe(3);
});

test('refuses what is no signal, by rejecting', async () => {
  await expect(train(spec, [sine(100)], [], { signal: {} as AbortSignal })).rejects.toThrow(
    'train: signal must be an AbortSignal, not an object',
  );
});
