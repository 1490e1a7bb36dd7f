import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { evaluate } from '../../src/train/evaluate.ts';
import { chainsOf, inChains } from '../../src/train/order.ts';
import { Trainer, type TrainOptions } from '../../src/train/trainer.ts';

const wave = (length: number, phase = 0) => ({
  length,
  inputs: Float64Array.from({ length }, (_, t) => Math.sin(0.3 * t + phase)),
  targets: Float64Array.from({ length }, (_, t) => Math.cos(0.21 * t + phase)),
  dt: null,
});
const network = (cell: 'ltc' | 'lstm') =>
  buildNetwork({ inputs: 1, outputs: 1, layers: [{ cell, units: 5 }], readout: 'dense' });
/** A rate that moves no weight. */
const still: TrainOptions = { epochs: 1, rate: 1e-300, window: 8, seed: 3, carry: true };

test.each(['ltc', 'lstm'] as const)('%s: windows go on where the one before ended', (cell) => {
  for (const [batch, sequences] of [
    [1, [wave(67)]],
    [3, [wave(67), wave(40, 1), wave(67, 2)]],
  ] as const) {
    const trainer = new Trainer(network(cell), sequences, [], { ...still, batch });
    const { loss } = trainer.epoch();
    // as many sequences as a mini-batch takes: each is one chain
    expect(loss).toBeCloseTo(meanOfWindows(trainer, sequences), 12);
  }
});

/** The mean over windows of the mean losses of runs without a break: a window weighs 1, however short it is. */
function meanOfWindows(
  { network: of, currentParameters }: Trainer,
  sequences: readonly ReturnType<typeof wave>[],
): number {
  const losses = sequences.flatMap(({ length, inputs, targets }) =>
    Array.from({ length: Math.ceil(length / 8) }, (_, i) => {
      const end = Math.min(length, 8 * i + 8);
      const part = {
        length: end,
        inputs: inputs.subarray(0, end),
        targets: targets.subarray(0, end),
        dt: null,
        scoredFrom: 8 * i,
      };
      return evaluate(of, currentParameters, [part]).loss;
    }),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

test('a training that carries its state goes on from a checkpoint with the same bits', () => {
  const make = () =>
    new Trainer(network('lstm'), [wave(100), wave(80)], [wave(30)], {
      ...still,
      rate: 0.01,
      epochs: 4,
      batch: 4,
    });
  const whole = make();
  while (!whole.finished) whole.epoch();
  const first = make();
  first.epoch();
  const second = make();
  second.restore(first.checkpoint());
  while (!second.finished) second.epoch();
  expect(second.checkpoint()).toEqual(whole.checkpoint());
});

test('windows without a target are passed through', () => {
  const sequence = wave(64);
  const late = { ...sequence, targets: sequence.targets.map((y, t) => (t < 40 ? Number.NaN : y)) };
  const trainer = new Trainer(network('lstm'), [late], [], { ...still, batch: 1 });
  const { loss, updates } = trainer.epoch();
  expect(updates).toBe(3);
  expect(loss).toBeCloseTo(evaluate(trainer.network, trainer.currentParameters, [late]).loss, 12);
});

test('chains cover every step once, in order, side by side', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 9 }),
      (lengths, window, batch) => {
        const sequences = lengths.map((length) => wave(length));
        const chains = chainsOf(sequences, window, batch);
        const order = inChains(chains, batch);
        const batches = order.batches(new Random(1));
        expect(batches.length).toBe(order.count);
        const seen = lengths.map((length) => new Float64Array(length));
        const done = new Set();
        for (const group of batches) {
          expect(group.length).toBeLessThanOrEqual(batch);
          for (const one of group) expect(!one.follows || done.has(one.follows)).toBe(true);
          for (const one of group) {
            done.add(one);
            for (let t = one.start; t < one.start + one.length; t++) seen[one.sequence][t]++;
          }
        }
        for (const counts of seen) expect(counts.every((n) => n === 1)).toBe(true);
      },
    ),
  );
});

test('options that carry makes needless are refused', () => {
  const make = (more: TrainOptions) => () =>
    new Trainer(network('lstm'), [wave(64)], [], { ...still, ...more });
  expect(make({ warmup: 2 })).toThrow('leave warmup (2)');
  expect(make({ stride: 4 })).toThrow('stride (4)');
});
