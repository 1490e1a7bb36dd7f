/** What is drawn in place of windows, and that it changes nothing where it is off. */
import { describe, expect, test } from 'vitest';
import { trainOptions } from '../../src/cli/flags/learning.ts';
import { Random } from '../../src/data/random.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { type Amounts, Augmenter, augmenterOf } from '../../src/train/augment/index.ts';
import { readAt, speedOf } from '../../src/train/augment/stretch.ts';
import { Backpropagation } from '../../src/train/backpropagation.ts';
import { crossEntropy, mse } from '../../src/train/losses/index.ts';
import type { Sequence, Window } from '../../src/train/sequence.ts';
import { defineTask } from '../../src/train/task.ts';
import { Trainer, type TrainOptions } from '../../src/train/trainer.ts';
import { randomSequence } from '../models.ts';

const network = buildNetwork({
  inputs: 3,
  outputs: 2,
  layers: [{ cell: 'ltc', units: 4, unfolds: 2 }],
  readout: 'dense',
  inputNormalisation: { mean: [1, -2, 5], deviation: [1, 2, 0.5] },
});
const NONE: Amounts = { inputDropout: 0, inputNoise: 0, scaling: 0, stretch: 0, scaledTargets: null };
const sequence = randomSequence(60, 3);
const window: Window = { sequence: 0, start: 10, length: 30 };
const draws = (amounts: Partial<Amounts>, count: number, one: Sequence = sequence): Sequence[] => {
  const augmenter = new Augmenter(network, [one], mse, { ...NONE, ...amounts });
  const random = new Random(7);
  return Array.from({ length: count }, () => augmenter.draw(window, random));
};
const read = sequence.inputs.subarray(30, 120);
const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

test('nothing drawn is the window as it is', () => {
  const [slice] = draws({}, 1);
  expect(slice.inputs).toEqual(read);
  expect(slice.targets).toEqual(sequence.targets.subarray(20, 80));
  expect(slice.dt).toEqual(sequence.dt!.subarray(10, 40));
});

test('dropped inputs are their mean, as often as asked, and the expectation stays', () => {
  const all = draws({ inputDropout: 0.25 }, 4000);
  const dropped = all.flatMap(({ inputs }) => [...inputs].map((x, i) => Number(x === [1, -2, 5][i % 3])));
  expect(meanOf(dropped)).toBeCloseTo(0.25, 2);
  for (const i of [0, 31, 89])
    expect(Math.abs(meanOf(all.map(({ inputs }) => inputs[i])) - read[i])).toBeLessThan(
      0.06 * Math.abs(read[i] - [1, -2, 5][i % 3]) + 1e-9,
    );
  expect(all[0].targets).toEqual(sequence.targets.subarray(20, 80));
});

test('noise has no mean and the asked deviation, in deviations of its input', () => {
  const all = draws({ inputNoise: 0.3 }, 4000);
  for (const i of [0, 1, 2]) {
    const noise = all.map(({ inputs }) => inputs[i] - read[i]);
    const deviation = 0.3 * [1, 2, 0.5][i];
    expect(Math.abs(meanOf(noise))).toBeLessThan(0.06 * deviation);
    expect(Math.sqrt(meanOf(noise.map((x) => x * x))) / deviation).toBeCloseTo(1, 1);
  }
});

test('scaling is one factor a window, for targets that are inputs too', () => {
  const factors = draws({ scaling: 0.2, scaledTargets: [1, null] }, 500).map(({ inputs, targets }) => {
    const factor = (inputs[4] + 2) / (read[4] + 2);
    expect((inputs[5] - 5) / (read[5] - 5)).toBeCloseTo(factor, 10);
    expect((targets[8] + 2) / (sequence.targets[28] + 2)).toBeCloseTo(factor, 10);
    expect(targets[9]).toBe(sequence.targets[29]);
    return factor;
  });
  expect(Math.min(...factors)).toBeGreaterThan(0.8);
  expect(Math.max(...factors)).toBeLessThan(1.2);
  expect(meanOf(factors)).toBeCloseTo(1, 1);
});

describe('stretched', () => {
  const length = 100;
  /** A line in time, with irregular gaps in its targets. */
  const line: Sequence = {
    length,
    inputs: Float64Array.from({ length }, (_, t) => 3 * t),
    targets: Float64Array.from({ length }, (_, t) => 3 * t + 1),
  };
  const part: Window = { sequence: 0, start: 50, length: 20 };

  test.each([0.7, 1, 1.4])(
    'at speed %d a line stays a line, the last step its own, and time is true',
    (speed) => {
      const { inputs, targets, dt } = readAt(line, part, speed, false);
      expect(inputs[19]).toBe(3 * 69);
      for (let t = 1; t < 20; t++) {
        expect(inputs[t] - inputs[t - 1]).toBeCloseTo(3 * speed, 10);
        expect(targets[t] - inputs[t]).toBeCloseTo(1, 10);
        expect(dt?.[t] ?? 1).toBeCloseTo(speed, 12);
      }
    },
  );

  test('it does not reach beyond its recording', () => {
    const early: Window = { sequence: 0, start: 2, length: 20 };
    const { inputs, dt } = readAt(line, early, 1.5, false);
    expect(inputs[0]).toBeCloseTo(0, 10);
    expect(dt![0]).toBeCloseTo(21 / 19, 12);
    expect(readAt(line, { sequence: 0, start: 5, length: 1 }, 1.5, false).inputs[0]).toBe(15);
  });

  test('classes stay whole, a label at the end stays there alone', () => {
    const labelled = { ...line, targets: line.targets.map((_, t) => (t === 99 ? 1 : Number.NaN)) };
    for (const speed of [0.55, 0.8, 1.3]) {
      const { targets } = readAt(labelled, { sequence: 0, start: 80, length: 20 }, speed, true);
      expect([...targets].filter((y) => !Number.isNaN(y))).toEqual([1]);
      expect(targets[19]).toBe(1);
    }
    const steps = { ...line, targets: line.targets.map((_, t) => Math.floor(t / 3) % 3) };
    expect(readAt(steps, part, 0.6, true).targets.every(Number.isInteger)).toBe(true);
  });

  test('speeds are as often slow as fast', () => {
    const random = new Random(3);
    const speeds = Array.from({ length: 4000 }, () => speedOf(0.5, random));
    expect(Math.min(...speeds)).toBeGreaterThan(1 / 1.5);
    expect(Math.max(...speeds)).toBeLessThan(1.5);
    expect(meanOf(speeds.map(Math.log))).toBeCloseTo(0, 1);
  });
});

test('the gradient of drawn windows is that of finite differences', () => {
  const augmenter = new Augmenter(network, [sequence], mse, {
    ...NONE,
    scaling: 0.2,
    stretch: 0.3,
    inputNoise: 0.1,
  });
  const drawn = augmenter.draw(window, new Random(4));
  const options = { loss: mse, batch: 2, warmup: 0, forcing: 1, regularisers: [] };
  const windows = [window, { ...window, start: 25 }];
  const back = new Backpropagation(network, [sequence], windows, options);
  const random = new Random(5);
  back.tape.parameters.set(Float64Array.from(back.tape.parameters, () => 0.3 * random.normal()));
  const lossOf = (): number => back.run([window], undefined, () => drawn);
  lossOf();
  const gradients = back.tape.parameterGradients.slice();
  for (let i = 0; i < gradients.length; i += 5) {
    const at = back.tape.parameters[i];
    const h = 1e-6;
    back.tape.parameters[i] = at + h;
    const up = lossOf();
    back.tape.parameters[i] = at - h;
    const down = lossOf();
    back.tape.parameters[i] = at;
    expect(gradients[i]).toBeCloseTo((up - down) / (2 * h), 5);
  }
});

describe('a training', () => {
  const options: TrainOptions = { epochs: 4, window: 20, batch: 4, rate: 0.02, seed: 5 };
  const amounts = {
    inputDropout: 0.1,
    inputNoise: 0.1,
    scaling: 0.2,
    scaledTargets: [0, null],
    stretch: 0.2,
  };
  const make = (more: TrainOptions) =>
    new Trainer(network, [sequence, randomSequence(40, 3)], [randomSequence(30, 3)], { ...options, ...more });
  const end = (trainer: Trainer) => {
    while (!trainer.finished) trainer.epoch();
    return trainer.checkpoint();
  };

  test('without any has the bits of one that was not asked', () => {
    expect(augmenterOf(network, [sequence], { ...NONE, loss: mse })).toBeNull();
    expect(end(make({ ...NONE }))).toEqual(end(make({})));
  });

  test('each changes the training, the same seed repeats it, and a checkpoint goes on with the same bits', () => {
    const plain = end(make({}));
    for (const option of ['inputDropout', 'inputNoise', 'scaling', 'stretch'] as const)
      expect(end(make({ [option]: amounts[option] })).parameters).not.toEqual(plain.parameters);
    const whole = end(make(amounts));
    expect(end(make(amounts))).toEqual(whole);
    const half = make(amounts);
    half.epoch();
    half.epoch();
    const again = make(amounts);
    again.restore(half.checkpoint());
    expect(end(again)).toEqual(whole);
  });

  test('a label of a whole recording is still learnt from', () => {
    const classes = buildNetwork({
      inputs: 1,
      outputs: 2,
      layers: [{ cell: 'gru', units: 4 }],
      readout: 'softmax',
    });
    const random = new Random(1);
    const recordings = Array.from({ length: 24 }, (_, i) => {
      const length = 20 + (i % 7);
      return {
        length,
        inputs: Float64Array.from({ length }, () => (i % 2 ? 1 : -1) + 0.5 * random.normal()),
        targets: Float64Array.from({ length }, (_, t) => (t === length - 1 ? i % 2 : Number.NaN)),
      };
    });
    const trainer = new Trainer(classes, recordings, [], {
      ...{ epochs: 20, rate: 0.03, loss: crossEntropy, stretch: 0.5, inputNoise: 0.2, seed: 2 },
    });
    while (!trainer.finished) trainer.epoch();
    expect(trainer.history.at(-1)!.best).toBeLessThan(0.2);
  });

  test.each<[TrainOptions, string]>([
    [{ inputDropout: 1 }, 'inputDropout must be a number from 0 to 1, without 1, not 1'],
    [{ stretch: -0.1 }, 'stretch must be'],
    [{ scaling: 0.1, scaledTargets: [0] }, 'scaledTargets has an input, or null, for each target'],
    [{ scaling: 0.1, scaledTargets: [3, null] }, 'scaledTargets names inputs from 0 to 2'],
  ])('%j is refused', (wrong, message) => {
    expect(() => make(wrong)).toThrow(message);
  });

  test('the flag scales the targets that are inputs ahead', () => {
    const task = defineTask(['a', 'b'], { targets: ['b'], next: true });
    const args = { forcing: 1, scaling: 0.1 } as never;
    expect(trainOptions(args, 0, task)).toMatchObject({ scaling: 0.1, scaledTargets: [1] });
    expect(trainOptions(args, 2, task).scaledTargets).toBeUndefined();
  });
});
