import { describe, expect, test } from 'vitest';
import { type CellName, cells } from '../../src/cells/index.ts';
import { Random } from '../../src/data/random.ts';
import { buildNetwork, withMasks } from '../../src/network/network.ts';
import { Backpropagation } from '../../src/train/backpropagation.ts';
import { firstValues } from '../../src/train/first-values.ts';
import { mse } from '../../src/train/losses/index.ts';
import { Trainer, type TrainOptions } from '../../src/train/trainer.ts';

const LENGTH = 6;
const wave = (length: number, phase = 0) => ({
  length,
  inputs: Float64Array.from({ length }, (_, t) => Math.sin(0.3 * t + phase)),
  targets: Float64Array.from({ length }, (_, t) => Math.cos(0.21 * t + phase)),
  dt: null,
});
const specOf = (cell: CellName) =>
  buildNetwork({ inputs: 1, outputs: 1, layers: [{ cell, units: 4 }], readout: 'dense' }).spec;
const one = { sequence: 0, start: 0, length: LENGTH };
const two = { sequence: 1, start: 0, length: LENGTH };

/** The gradient and the loss of two windows, side by side, with masks from a seed; without one masks are 1. */
function make(cell: CellName, isMasked = true) {
  const spec = specOf(cell);
  const network = isMasked ? withMasks(spec) : buildNetwork(spec);
  const back = new Backpropagation(network, [wave(LENGTH), wave(LENGTH, 1)], [one, two], {
    loss: mse,
    batch: 2,
    warmup: 0,
    forcing: 1,
    regularisers: [],
    stateDropout: 0.4,
  });
  let at = 0;
  for (const values of firstValues(network, new Random(1), { from: null, scales: null }).values()) {
    back.tape.parameters.set(values, at);
    at += values.length;
  }
  const run = (seed?: number): number => {
    const random = seed === undefined ? null : new Random(seed);
    return back.run([one, two], undefined, undefined, random ? () => random.next() : undefined);
  };
  return { network, back, run };
}

describe.each(['gru', 'lstm', 'ltc', 'cfc', 'ctrnn', 'rnn'] as const)('%s', (cell) => {
  test('masks of ones change nothing', () => {
    const [plain, masked] = [make(cell, false), make(cell)];
    expect(masked.run()).toBe(plain.run());
    const { parameterGradients } = plain.back.tape;
    // sums of gradients come in another order
    for (const [i, g] of masked.back.tape.parameterGradients.entries())
      expect(g).toBeCloseTo(parameterGradients[i], 13);
    expect(masked.network.parameters.map(({ name }) => name)).toEqual(
      plain.network.parameters.map(({ name }) => name),
    );
  });

  test('the gradient is that of finite differences under the same masks', () => {
    const { back, run } = make(cell);
    run(5);
    const gradients = back.tape.parameterGradients.slice();
    const { parameters } = back.tape;
    const h = 1e-6;
    for (let i = 0; i < parameters.length; i += 3) {
      const before = parameters[i];
      parameters[i] = before + h;
      const above = run(5);
      parameters[i] = before - h;
      const below = run(5);
      parameters[i] = before;
      // the loss is the sum over two windows, the gradient that of their mean
      expect(gradients[i]).toBeCloseTo((above - below) / (4 * h), 6);
    }
  });

  test('other masks, another loss', () => {
    const { run } = make(cell);
    expect(run(5)).toBe(run(5));
    expect(run(5)).not.toBe(run(6));
    expect(run(5)).not.toBe(make(cell).run());
  });
});

test('a mask is 0 with the probability p, else 1 / (1 − p), the same in every step', () => {
  const { network, back, run } = make('gru');
  expect(network.masks).toHaveLength(1);
  let [zeros, all] = [0, 0];
  for (let seed = 0; seed < 400; seed++) {
    run(seed);
    const at = back.tape.address(network.masks[0], 0);
    expect(back.tape.address(network.masks[0], LENGTH - 1)).toBe(at);
    for (const factor of back.tape.values.subarray(at, at + 4 * back.tape.lanes)) {
      expect([0, 1 / 0.6]).toContain(factor);
      if (factor === 0) zeros++;
      all++;
    }
  }
  expect(zeros / all).toBeGreaterThan(0.37);
  expect(zeros / all).toBeLessThan(0.43);
});

const options: TrainOptions = { epochs: 4, window: 20, stride: 10, batch: 4, rate: 0.01, seed: 5 };
const training = (more: TrainOptions = {}, cell: CellName = 'gru') =>
  new Trainer(buildNetwork(specOf(cell)), [wave(100)], [wave(40, 1)], { ...options, ...more });

test('a training goes on from a checkpoint with the same bits', () => {
  const whole = training({ stateDropout: 0.3 });
  while (!whole.finished) whole.epoch();
  const first = training({ stateDropout: 0.3 });
  first.epoch();
  const second = training({ stateDropout: 0.3 });
  second.restore(first.checkpoint());
  while (!second.finished) second.epoch();
  expect(second.checkpoint()).toEqual(whole.checkpoint());
  const without = training();
  while (!without.finished) without.epoch();
  expect(without.checkpoint().parameters).not.toEqual(whole.checkpoint().parameters);
});

test('what cannot be dropped is refused', () => {
  expect(() => training({ stateDropout: 1 })).toThrow('stateDropout must be a number from 0 to 1');
  expect(() => training({ stateDropout: 0.1, qat: 'q8' })).toThrow('does not go with qat');
  const still = {
    ...cells.rnn(),
    parameters: () => ({}),
    next: ({ x }: { x: never }) => ({ state: { h: x }, output: x }),
  };
  const network = buildNetwork({
    inputs: 1,
    outputs: 1,
    layers: [{ cell: still as never, units: 1 }],
    readout: 'dense',
  });
  expect(() => new Trainer(network, [wave(40)], [], { stateDropout: 0.1 })).toThrow(
    'no matrix of cell "rnn" reads its state',
  );
});
