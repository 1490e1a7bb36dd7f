/** Each loss: its value by hand, and its gradient by finite differences. */
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/cli/failure.ts';
import { learning, trainOptions } from '../../src/cli/flags/learning.ts';
import { Random } from '../../src/data/random.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { evaluate } from '../../src/train/evaluate.ts';
import { crossEntropyOf, weightsOf } from '../../src/train/losses/cross-entropy.ts';
import { huber, type Loss, losses, quantile } from '../../src/train/losses/index.ts';
import { defineTask } from '../../src/train/task.ts';
import { Trainer } from '../../src/train/trainer.ts';

const OUTPUTS = 4;
const targetsOf = (loss: Loss, random: Random): Float64Array =>
  loss.classes
    ? Float64Array.of(random.integer(OUTPUTS))
    : Float64Array.from({ length: loss.targets(OUTPUTS) }, () => 2 * random.normal());
const lossAt = (loss: Loss, values: Float64Array, targets: Float64Array): number =>
  loss.step(values, 0, OUTPUTS, targets, 0, new Float64Array(OUTPUTS), 0);

const all: readonly (readonly [string, Loss])[] = [
  ...losses.map((loss) => [loss.name, loss] as const),
  ['quantiles', quantile([0.1, 0.7])],
  ['huber with another delta', huber({ delta: 0.3 })],
  ['weighted classes', crossEntropyOf([1, 0.5, 3, 0], 0)],
  ['smoothed labels', crossEntropyOf(null, 0.2)],
  ['weighted and smoothed', crossEntropyOf([0.1, 2, 1, 1], 0.1)],
];

describe.each(all)('%s', (_, loss) => {
  test('the gradient is that of finite differences, times the weight, added', () => {
    const random = new Random(3);
    for (let trial = 0; trial < 20; trial++) {
      const values = Float64Array.from({ length: OUTPUTS }, () => 2 * random.normal());
      const targets = targetsOf(loss, random);
      const gradients = new Float64Array(OUTPUTS).fill(7);
      loss.step(values, 0, OUTPUTS, targets, 0, gradients, 3);
      for (let j = 0; j < OUTPUTS; j++) {
        const h = 1e-6;
        const difference =
          (lossAt(loss, values.with(j, values[j] + h), targets) -
            lossAt(loss, values.with(j, values[j] - h), targets)) /
          (2 * h);
        expect(gradients[j] - 7).toBeCloseTo(3 * difference, 6);
      }
    }
  });
});

test('huber is a square near 0 and a line further away', () => {
  const [values, targets] = [Float64Array.of(0.5, -3, 0, 1), Float64Array.of(0, 0, 0, 0)];
  expect(lossAt(huber(), values, targets)).toBeCloseTo((0.125 + 2.5 + 0 + 0.5) / 4, 14);
  expect(lossAt(huber({ delta: 2 }), values, targets)).toBeCloseTo((0.125 + 4 + 0 + 0.5) / 4, 14);
});

test('huber is not drawn by outliers as the square is', () => {
  const random = new Random(5);
  const length = 400;
  const targets = Float64Array.from({ length }, (_, t) => (t % 10 === 0 ? 30 : 1) + 0.1 * random.normal());
  const sequence = { length, inputs: Float64Array.from({ length }, () => random.normal()), targets };
  const network = buildNetwork({
    inputs: 1,
    outputs: 1,
    layers: [{ cell: 'gru', units: 2 }],
    readout: 'dense',
  });
  const usual = { ...sequence, targets: targets.map((y) => (y > 10 ? Number.NaN : y)) };
  const error = (loss: Loss | 'mse'): number => {
    const trainer = new Trainer(network, [sequence], [], { epochs: 60, rate: 0.05, loss, seed: 1 });
    while (!trainer.finished) trainer.epoch();
    return evaluate(network, trainer.bestParameters, [usual], { loss: 'mae' }).loss;
  };
  expect(error(huber({ delta: 0.5 }))).toBeLessThan(error('mse') / 4);
});

describe('classes', () => {
  const random = new Random(9);
  const length = 600;
  // one step in 12 is of class 1; the inputs overlap
  const labels = Float64Array.from({ length }, () => (random.next() < 1 / 12 ? 1 : 0));
  const inputs = labels.map((label) => label + 0.8 * random.normal());
  const sequence = { length, inputs, targets: labels };
  const spec = { inputs: 1, outputs: 2, layers: [{ cell: 'gru', units: 3 }], readout: 'softmax' } as const;
  const network = buildNetwork(spec);
  const trained = (more: object) => {
    const trainer = new Trainer(network, [sequence], [], { epochs: 30, rate: 0.02, seed: 2, ...more });
    while (!trainer.finished) trainer.epoch();
    return trainer;
  };
  /** Share of the rare class that is found. */
  const recall = (trainer: Trainer): number => {
    const rare = { ...sequence, targets: labels.map((label) => (label === 1 ? 1 : Number.NaN)) };
    return evaluate(network, trainer.bestParameters, [rare]).accuracy;
  };

  test('balanced weights are one over the counts, with mean 1 over the targets', () => {
    const counts = [labels.filter((y) => y === 0).length, labels.filter((y) => y === 1).length];
    const weights = weightsOf('balanced', [sequence], 2);
    counts.forEach((count, c) => {
      expect(weights[c]).toBeCloseTo(length / (2 * count), 10);
    });
    const [a, b] = weightsOf([1, 4], [sequence], 2);
    expect(b / a).toBeCloseTo(4, 12);
    expect((a * counts[0] + b * counts[1]) / length).toBeCloseTo(1, 12);
  });

  test('balanced, the rare class is found more often', () => {
    expect(recall(trained({ classWeights: 'balanced' }))).toBeGreaterThan(recall(trained({})) + 0.2);
  });

  test('equal weights and no smoothing change no bit; the validation has the same weights', () => {
    const plain = trained({});
    expect(trained({ classWeights: [2, 2] }).history).toEqual(plain.history);
    expect(trained({ labelSmoothing: 0 }).history).toEqual(plain.history);
    const trainer = new Trainer(network, [sequence], [sequence], {
      epochs: 1,
      classWeights: [1, 9],
      seed: 2,
    });
    const { validation } = trainer.epoch();
    const { loss } = trainer.options;
    const { loss: own } = evaluate(network, trainer.currentParameters, [sequence], { loss });
    expect(validation).toBe(own);
    const { loss: even } = evaluate(network, trainer.currentParameters, [sequence]);
    expect(validation).not.toBeCloseTo(even, 3);
  });

  test('smoothed labels keep the probabilities away from 0 and 1', () => {
    const clear = { ...sequence, inputs: labels.map((label) => 6 * label - 3) };
    const least = (labelSmoothing: number): number => {
      const trainer = new Trainer(network, [clear], [], { epochs: 60, rate: 0.05, labelSmoothing, seed: 1 });
      while (!trainer.finished) trainer.epoch();
      return evaluate(network, trainer.bestParameters, [clear]).loss;
    };
    // the best there is of a target of 0.9 and 0.1 of two classes is −ln 0.9
    expect(least(0.2)).toBeGreaterThan(0.08);
    expect(least(0)).toBeLessThan(0.02);
  });

  test.each([
    [{ classWeights: [1, 2, 3] }, 'classWeights has 3 weights for 2 classes'],
    [
      { classWeights: 'balance' as 'balanced' },
      'classWeights must be balanced, or a number ≥ 0 for each class',
    ],
    [{ labelSmoothing: 1 }, 'labelSmoothing must be a number from 0 to 1, without 1, not 1'],
  ])('%j is refused', (options, message) => {
    expect(() => new Trainer(network, [sequence], [], options)).toThrow(message);
  });

  test('numbers have no classes to weigh', () => {
    const numbers = buildNetwork({ ...spec, readout: 'dense' });
    const two = { ...sequence, targets: new Float64Array(2 * length) };
    expect(() => new Trainer(numbers, [two], [], { classWeights: 'balanced' })).toThrow(
      'classWeights and labelSmoothing belong to the loss cross-entropy, and the loss is mse',
    );
  });
});

describe('flags', () => {
  test('huber with its settings', () => {
    expect(learning.loss.parse('huber', 'loss')).toBe('huber');
    expect(learning.loss.parse('huber:delta=2', 'loss')).toMatchObject({
      name: 'huber',
      options: { delta: 2 },
    });
    expect(() => learning.loss.parse('huber:delta=-1', 'loss')).toThrow(
      '--loss huber:delta=-1: huber: delta must be a number > 0, not -1',
    );
    expect(() => learning.loss.parse('mse:delta=1', 'loss')).toThrow('mse has no settings');
  });

  test('weights of classes', () => {
    expect(learning['class-weights'].parse('balanced', 'class-weights')).toBe('balanced');
    expect(learning['class-weights'].parse('1, 2.5', 'class-weights')).toEqual([1, 2.5]);
    expect(() => learning['class-weights'].parse('1,x', 'class-weights')).toThrow(UsageError);
    const task = defineTask(['a', 'b'], { targets: ['b'] });
    const args = { forcing: 1, 'class-weights': 'balanced' } as never;
    expect(() => trainOptions(args, 0, task)).toThrow('--class-weights needs --classes N');
    expect(trainOptions(args, 2, task)).toMatchObject({ classWeights: 'balanced', loss: 'cross-entropy' });
  });
});
