/** One label for a whole recording, and recordings of any length. */
import { expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { evaluate } from '../../src/train/evaluate.ts';
import type { Sequence } from '../../src/train/sequence.ts';
import { train } from '../../src/train/train.ts';
import { Trainer } from '../../src/train/trainer.ts';

/** Its class is told by its first step alone; after it come `length` − 1 steps of nothing. */
const told = (label: number, length: number): Sequence => ({
  length,
  inputs: Float64Array.from({ length }, (_, t) => (t === 0 ? 2 * label - 1 : 0)),
  targets: Float64Array.from({ length }, (_, t) => (t === length - 1 ? label : Number.NaN)),
});
const spec = { inputs: 1, outputs: 2, layers: [{ cell: 'gru', units: 6 }], readout: 'softmax' } as const;
const recordings = Array.from({ length: 24 }, (_, i) => told(i % 2, 40 + ((7 * i) % 25)));

test('windows are whole recordings by default, so that a label at the end learns from the start', async () => {
  const other = recordings.map((one) => ({ ...one, inputs: one.inputs.with(0, 5) }));
  const learn = async (sequences: readonly Sequence[], options: { window?: number }) =>
    (await train(spec, sequences, [], { ...options, epochs: 2, normalise: false })).history;
  expect(await learn(other, {})).not.toEqual(await learn(recordings, {}));
  expect(await learn(other, { window: 32 })).toEqual(await learn(recordings, { window: 32 }));
});

test('recordings of any length are learnt together', async () => {
  // the mean of the whole recording tells its class, no single step does
  const random = new Random(2);
  const noisy = (label: number, length: number): Sequence => ({
    ...told(label, length),
    inputs: Float64Array.from({ length }, () => 0.5 * (2 * label - 1) + random.normal()),
  });
  const drawn = (count: number) =>
    Array.from({ length: count }, (_, i) => noisy(i % 2, 20 + ((11 * i) % 31)));
  const { network, parameters } = await train(spec, drawn(40), [], { epochs: 12, rate: 0.03, seed: 1 });
  expect(evaluate(network, parameters, drawn(60)).accuracy).toBeGreaterThan(0.9);
});

test('the evaluation counts the last step alone', async () => {
  const { network, parameters } = await train(spec, recordings, [], { epochs: 1 });
  const alone = recordings.map((one) => ({ ...one, scoredFrom: one.length - 1 }));
  expect(evaluate(network, parameters, recordings)).toEqual(evaluate(network, parameters, alone));
});

test.each([
  ['the longest recording', recordings, {}, 64],
  ['at most 1,000 steps', [told(0, 1500), told(1, 30)], {}, 1000],
  ['what the options say', recordings, { window: 20 }, 20],
  [
    'the usual one, where another step has a target',
    [...recordings, { ...told(1, 9), targets: new Float64Array(9) }],
    {},
    32,
  ],
])('the window is %s', (_, sequences, options, window) => {
  expect(new Trainer(buildNetwork(spec), sequences, [], options).options.window).toBe(window);
});
