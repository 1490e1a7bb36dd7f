/** Targets that are missing have no loss and no gradient, and nothing else changes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Network } from '../../src/network/network.ts';
import { loadSync } from '../../src/runtime/index.ts';
import { Backpropagation } from '../../src/train/backpropagation.ts';
import { compareDeployed, faultOf } from '../../src/train/deployed.ts';
import { Evaluator, evaluate } from '../../src/train/evaluate.ts';
import { normalise } from '../../src/train/index.ts';
import { crossEntropy, type Loss, mae, mse } from '../../src/train/losses/index.ts';
import { regularisers } from '../../src/train/regularisers.ts';
import type { Sequence, Window } from '../../src/train/sequence.ts';
import { train } from '../../src/train/train.ts';
import { lossesOfUnfolds } from '../../src/train/unfolds.ts';
import { randomParameters, randomSequence, smallModel } from '../models.ts';

const flat = (parameters: ReadonlyMap<string, Float64Array>): Float64Array =>
  Float64Array.from([...parameters.values()].flatMap((p) => [...p]));

/** Makes targets NaN where `gone` says so. */
const without = (sequence: Sequence, gone: (i: number) => boolean): Sequence => ({
  ...sequence,
  targets: sequence.targets.map((y, i) => (gone(i) ? Number.NaN : y)),
});

const third = (i: number): boolean => i % 3 === 1;
const labelled = (sequence: Sequence): Sequence => ({
  ...sequence,
  targets: Float64Array.from({ length: sequence.length }, (_, t) => t % 2),
});
const ltc = smallModel({ cell: cells.ltc(), integrator: undefined, unfolds: 2 });
const softmax = smallModel({ cell: cells.gru() }, { readout: 'softmax', outputNormalisation: undefined });
const cases: [string, Network, Loss, Sequence][] = [
  ['mse', ltc, mse, randomSequence(30, 3)],
  ['mae', ltc, mae, randomSequence(30, 3)],
  ['cross-entropy', softmax, crossEntropy, labelled(randomSequence(30, 3))],
];
const backpropagation = (
  network: Network,
  loss: Loss,
  sequences: readonly Sequence[],
  windows: readonly Window[],
) =>
  new Backpropagation(network, sequences, windows, {
    loss,
    batch: windows.length,
    warmup: 2,
    forcing: 1,
    regularisers: regularisers
      .filter(({ name }) => name === 'mdl' && network === ltc)
      .map((regulariser) => ({ regulariser, weight: 0.1 })),
  });

describe.each(cases)('%s', (_, network, loss, whole) => {
  const sequence = without(whole, third);
  const windows = [0, 7, 14, 20].map((start) => ({ sequence: 0, start, length: 10 }));
  const numbers = flat(randomParameters(network, 4));

  test('gradients are central differences', () => {
    const back = backpropagation(network, loss, [sequence], windows);
    back.tape.parameters.set(numbers);
    back.run(windows);
    const gradient = back.tape.parameterGradients.slice();
    expect(gradient.some((g) => g !== 0)).toBe(true);
    const largest = Math.max(1, ...gradient.map(Math.abs));
    for (let i = 0; i < numbers.length; i += 5) {
      const moved = (d: number) => back.loss(windows, numbers.with(i, numbers[i] + d));
      const difference = (moved(1e-6) - moved(-1e-6)) / 2e-6;
      expect(Math.abs(gradient[i] - difference)).toBeLessThan(1e-6 * largest);
    }
  });

  test('a loss is the mean over the targets that are there', () => {
    const parameters = randomParameters(network, 4);
    const { outputs, outputNormalisation } = network.spec;
    const evaluator = new Evaluator(network, parameters);
    const predictions: number[][] = [];
    evaluator.run(sequence, (_step, read) => predictions.push([...read(network.prediction)]));
    const costs = predictions.flatMap((row, t) =>
      Array.from({ length: loss.targets(outputs) }, (_, j) => {
        const y = sequence.targets[t * loss.targets(outputs) + j];
        if (loss.classes)
          return Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0)) - (row[y] ?? Number.NaN);
        const { mean, deviation } = outputNormalisation as { mean: number[]; deviation: number[] };
        const d = Math.abs(row[j] - (y - mean[j]) / deviation[j]);
        return loss === mse ? d * d : d;
      }),
    );
    const there = costs.filter((cost) => !Number.isNaN(cost));
    const mean = there.reduce((sum, cost) => sum + cost, 0) / there.length;
    expect(there.length).toBe(Math.round((2 / 3) * costs.length));
    expect(evaluate(network, parameters, [sequence], { loss }).loss).toBeCloseTo(mean, 10);
  });

  test('a blob is compared on what is there, and so are fewer unfolds', () => {
    const parameters = randomParameters(network, 4);
    const { blob, constants } = compile(network, parameters);
    const found = compareDeployed({ network, parameters, constants }, loadSync(blob), [sequence]);
    expect([...found.float64, ...found.deployed, ...found.variances].every(Number.isFinite)).toBe(true);
    expect(faultOf(found, true)).toBeNull();
    const losses = lossesOfUnfolds(network, blob, [sequence], loadSync, { loss });
    expect(losses.every(Number.isFinite)).toBe(true);
  });
});

const gru = smallModel({ cell: cells.gru() });
const NONE = { loss: mse, batch: 8, warmup: 2, forcing: 1, regularisers: [] };

test('every target of a batch counts alike, wherever the gaps are', () => {
  const window = fc.record({
    start: fc.integer({ min: 0, max: 20 }),
    gaps: fc.integer({ min: 0, max: 2 ** 20 - 1 }),
  });
  const numbers = flat(randomParameters(gru, 4));
  fc.assert(
    fc.property(fc.array(window, { minLength: 1, maxLength: 5 }), (drawn) => {
      const whole = randomSequence(30, 3);
      // one window without gaps, so that the others weigh what they have
      const sequences = [
        whole,
        ...drawn.map(({ start, gaps }) => without(whole, (i) => ((gaps >> (i - 2 * start)) & 1) === 1)),
      ];
      const windows = sequences.map((_, s) => ({
        sequence: s,
        start: s === 0 ? 0 : drawn[s - 1].start,
        length: 10,
      }));
      const back = new Backpropagation(gru, sequences, windows, NONE);
      const losses = windows.map((one) => back.loss([one], numbers));
      const weights = windows.map((one) => back.weightOf([one]));
      const targets = windows.map(
        ({ sequence, start }) =>
          sequences[sequence].targets.slice(2 * (start + 2), 2 * (start + 10)).filter((y) => !Number.isNaN(y))
            .length,
      );
      for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(targets[i] / 16, 12);
      const kept = windows.filter((_, i) => targets[i] > 0);
      const mean =
        losses.reduce((sum, l, i) => sum + (targets[i] > 0 ? l * targets[i] : 0), 0) /
        targets.reduce((a, b) => a + b);
      expect(back.loss(kept, numbers)).toBeCloseTo(mean, 10);
    }),
    { numRuns: 20 },
  );
});

test('where every window has one target, each weighs the same, however long', () => {
  const lengths = [5, 9, 30];
  const sequences = lengths.map((length) => without(randomSequence(length, 3), (i) => i < 2 * (length - 1)));
  const windows = lengths.map((length, sequence) => ({ sequence, start: 0, length }));
  const back = new Backpropagation(gru, sequences, windows, NONE);
  for (const window of windows) expect(back.weightOf([window])).toBe(1);
});

test('a recording without targets changes no bit of a training', async () => {
  const [a, b] = [randomSequence(40, 3), randomSequence(25, 3, 2, { seed: 3 })];
  const learn = async (sequences: readonly Sequence[]) => {
    const { parameters, history } = await train(
      {
        inputs: 3,
        outputs: 2,
        layers: [{ cell: 'gru', units: 4 }],
        readout: 'dense',
        inputNormalisation: gru.spec.inputNormalisation,
      },
      sequences,
      [b],
      { epochs: 3, window: 10, batch: 4, seed: 2 },
    );
    return { parameters, history };
  };
  expect(await learn([a, without(b, () => true), b])).toEqual(await learn([a, b]));
});

test('the scale of an output is that of the targets that are there', () => {
  const one = randomSequence(40, 3);
  const half = without(one, (i) => i >= 40);
  const short = {
    ...one,
    length: 20,
    inputs: one.inputs.slice(0, 60),
    targets: one.targets.slice(0, 40),
    dt: one.dt.slice(0, 20),
  };
  const spec = { inputs: 3, outputs: 2, layers: [{ cell: 'gru', units: 4 }], readout: 'dense' } as const;
  expect(normalise(spec, [half]).outputNormalisation).toEqual(normalise(spec, [short]).outputNormalisation);
});

describe('refused', () => {
  const one = randomSequence(20, 3);
  const spec = { inputs: 3, outputs: 2, layers: [{ cell: 'gru', units: 4 }], readout: 'dense' } as const;
  test.each([
    [
      'no target at all',
      () => train(spec, [without(one, () => true)]),
      'train: sequences: every target is missing (NaN)',
    ],
    [
      'none of one output',
      () => train(spec, [without(one, (i) => i % 2 === 1)]),
      'targets: column 1 is missing (NaN) in every row',
    ],
    [
      'none to scale by',
      () => normalise(spec, [without(one, (i) => i % 2 === 0)]),
      'targets: column 0 is missing (NaN) in every row',
    ],
    [
      'none after the warm-up',
      () => train(spec, [without(one, (i) => i > 3)], [], { warmup: 5 }),
      'no window has a target after the warm-up',
    ],
    [
      'none to validate',
      () => train(spec, [one], [without(one, (i) => i > 3)], { warmup: 5 }),
      'no validation step is left after a warm-up of 5',
    ],
    [
      'an infinite target',
      () => train(spec, [{ ...one, targets: one.targets.with(3, Infinity) }]),
      'targets: row 1, column 1 is Infinity',
    ],
    [
      'a missing input',
      () => train(spec, [{ ...one, inputs: one.inputs.with(4, Number.NaN) }]),
      'inputs: row 1, column 1 is NaN',
    ],
  ])('%s', async (_, run, message) => {
    await expect(async () => run()).rejects.toThrow(message);
  });
});
