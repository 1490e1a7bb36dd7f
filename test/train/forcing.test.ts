/** Generalised teacher forcing: inputs mixed with the model's own outputs. */
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { Random } from '../../src/data/random.ts';
import { buildNetwork, type Network } from '../../src/network/network.ts';
import { Backpropagation } from '../../src/train/backpropagation.ts';
import { Evaluator } from '../../src/train/evaluate.ts';
import { mse } from '../../src/train/losses/index.ts';
import type { Sequence, Window } from '../../src/train/sequence.ts';
import { train } from '../../src/train/train.ts';
import { Trainer, type TrainOptions } from '../../src/train/trainer.ts';
import { layers, randomParameters, randomSequence, sine, smallModel } from '../models.ts';

const STEPS = 6;
const WARMUP = 2;
const sequence = randomSequence(20, 3, 3);
const models = layers.map(([name, layer]): [string, Network] => [
  name,
  smallModel(layer, { outputs: 3, outputNormalisation: { mean: [1, -2, 0], deviation: [3, 0.25, 1] } }),
]);
const cut = (count: number): Window[] =>
  Array.from({ length: count }, (_, i) => ({ sequence: 0, start: 5 * i, length: STEPS }));

const backpropagation = (network: Network, forcing: number, windows: readonly Window[]) =>
  new Backpropagation(network, [sequence], windows, {
    loss: mse,
    batch: windows.length,
    warmup: WARMUP,
    forcing,
    regularisers: [],
  });

const flat = (parameters: ReadonlyMap<string, Float64Array>): Float64Array =>
  Float64Array.from([...parameters.values()].flatMap((p) => [...p]));

/** The loss of the first window by the definition, one step after the other. */
function lossByStepping(
  network: Network,
  parameters: ReadonlyMap<string, Float64Array>,
  alpha: number,
): number {
  const evaluator = new Evaluator(network, parameters);
  const deviation = network.spec.outputNormalisation?.deviation as ArrayLike<number>;
  let output = new Float64Array(3);
  let sum = 0;
  for (let t = 0; t < STEPS; t++) {
    const read = sequence.inputs.subarray(3 * t, 3 * t + 3);
    const input = t <= WARMUP ? read : read.map((x, j) => alpha * x + (1 - alpha) * output[j]);
    output = evaluator.step(input, sequence.dt[t]).slice();
    if (t < WARMUP) continue;
    for (let j = 0; j < 3; j++) sum += ((output[j] - sequence.targets[3 * t + j]) / deviation[j]) ** 2;
  }
  return sum / 3 / (STEPS - WARMUP);
}

describe.each(models)('forcing: %s', (_, network) => {
  const parameters = randomParameters(network, 4);
  const numbers = flat(parameters);

  test.each([0, 0.3])('at %d the loss is that of stepping with mixed inputs', (alpha) => {
    const windows = cut(1);
    const loss = backpropagation(network, alpha, windows).loss(windows, numbers);
    expect(Math.abs(loss / lossByStepping(network, parameters, alpha) - 1)).toBeLessThan(1e-9);
  });

  test.each([1, 2])('gradients are central differences, %d windows', (count) => {
    const windows = cut(count);
    const forced = backpropagation(network, 0.3, windows);
    forced.tape.parameters.set(numbers);
    forced.run(windows);
    const gradient = forced.tape.parameterGradients.slice();
    const largest = Math.max(1, ...gradient.map(Math.abs));
    // every seventh, so that each parameter of a small model and every kind of one is met
    for (let i = 0; i < numbers.length; i += 7) {
      const e = 1e-6;
      const moved = (d: number) => forced.loss(windows, numbers.with(i, numbers[i] + d));
      const difference = (moved(e) - moved(-e)) / (2 * e);
      expect(Math.abs(gradient[i] - difference)).toBeLessThan(1e-6 * largest);
    }
  });
});

const spec = {
  inputs: 1,
  outputs: 1,
  layers: [{ cell: cells['sh-plrnn'](), units: 6 }],
  readout: 'dense',
} as const;
const options: TrainOptions = { epochs: 8, window: 20, stride: 10, batch: 4, rate: 0.02, warmup: 5, seed: 5 };

test('forcing 1 is training without it, bit for bit', () => {
  const run = (more: TrainOptions) => {
    const trainer = new Trainer(buildNetwork(spec), [sine(100)], [sine(60, 1)], { ...options, ...more });
    while (!trainer.finished) trainer.epoch();
    return trainer.checkpoint();
  };
  expect(run({ forcing: 1 })).toEqual(run({}));
  expect(run({ forcing: 0.9 }).parameters).not.toEqual(run({}).parameters);
});

test('validation forces as training does, and chooses the weights', async () => {
  const { network, history, parameters } = await train(spec, [sine(100)], [sine(65, 1)], {
    ...options,
    normalise: false,
    forcing: 0.2,
  });
  const windows = [0, 20, 40, 45].map((start) => ({ sequence: 0, start, length: 20 }));
  const again = new Backpropagation(network, [sine(65, 1)], windows, {
    loss: mse,
    batch: 4,
    warmup: 5,
    forcing: 0.2,
    regularisers: [],
  });
  const loss = again.loss(windows, flat(parameters));
  expect(loss).toBe(Math.min(...history.map(({ validation }) => validation)));
});

test('a model that learnt from noisy data with forcing strays less when it runs alone', async () => {
  const noisy = (seed: number): Sequence => {
    const random = new Random(seed);
    const y = Float64Array.from({ length: 301 }, (_, t) => Math.sin(0.3 * t) + 0.1 * random.normal());
    return { length: 300, inputs: y.slice(0, 300), targets: y.slice(1), dt: null };
  };
  const straying = async (seed: number, forcing: number): Promise<number> => {
    const gru = { ...spec, layers: [{ cell: cells.gru(), units: 6 }] };
    const { network, parameters } = await train(gru, [noisy(seed)], [], {
      ...{ epochs: 60, window: 40, stride: 10, batch: 4, rate: 0.02, warmup: 10 },
      ...{ seed, forcing, normalise: false },
    });
    const evaluator = new Evaluator(network, parameters);
    const { inputs, targets } = sine(120, 2);
    let output = 0;
    let sum = 0;
    for (let t = 0; t < 120; t++) {
      [output] = evaluator.step([t < 20 ? inputs[t] : output], 1);
      if (t >= 20) sum += (output - targets[t]) ** 2;
    }
    return sum;
  };
  for (const seed of [1, 2, 3])
    expect(await straying(seed, 0.5)).toBeLessThan(0.5 * (await straying(seed, 1)));
});

test.each([-0.1, 1.1, Number.NaN])('refuses a share of %d', async (forcing) => {
  await expect(train(spec, [sine(50)], [], { ...options, forcing })).rejects.toThrow(
    `forcing must be a number from 0 to 1, not ${forcing}`,
  );
});

test('refuses a model whose outputs cannot be its inputs', async () => {
  const two = { ...spec, outputs: 2 };
  const data = { ...sine(50), targets: new Float64Array(100) };
  await expect(train(two, [data], [], { ...options, forcing: 0.5 })).rejects.toThrow(
    'forcing 0.5 feeds outputs back as inputs, but this model turns 1 inputs into 2 outputs',
  );
  await expect(train(two, [data], [], { ...options, forcing: 1 })).resolves.toHaveProperty('network');
});
