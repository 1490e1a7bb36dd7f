import { describe, expect, test } from 'vitest';
import { cells } from '../../src/cells/index.ts';
import { semiImplicit } from '../../src/integrators/index.ts';
import { buildNetwork } from '../../src/network/network.ts';
import { Evaluator, evaluate } from '../../src/train/evaluate.ts';
import { crossEntropy, mae, mse } from '../../src/train/losses/index.ts';
import { regularisers } from '../../src/train/regularisers.ts';
import { type Sequence, windows } from '../../src/train/sequence.ts';
import { train } from '../../src/train/train.ts';
import { Trainer, type TrainOptions } from '../../src/train/trainer.ts';
import { randomParameters, randomSequence, sine } from '../models.ts';

const spec = {
  inputs: 1,
  outputs: 1,
  layers: [{ cell: cells.ltc(), units: 6, integrator: semiImplicit, unfolds: 3 }],
  readout: 'dense',
} as const;
const options: TrainOptions = { epochs: 30, window: 20, stride: 10, batch: 4, rate: 0.02, seed: 5 };
const make = (more: TrainOptions = {}) =>
  new Trainer(buildNetwork(spec), [sine(100)], [sine(60, 1)], { ...options, ...more });

describe('training', () => {
  test('learns to predict a sine much better than persistence', async () => {
    const { network, parameters, history } = await train(spec, [sine(200)], [sine(60, 1)], {
      ...options,
      normalise: false,
      epochs: 150,
      window: 40,
    });
    const y = sine(60, 1);
    const persistence = y.inputs.reduce((sum, x, t) => sum + (x - y.targets[t]) ** 2, 0) / 60;
    expect(evaluate(network, parameters, [y], { warmup: 10 }).loss).toBeLessThan(persistence / 4);
    expect(history).toHaveLength(150);
  });

  test('the same seed gives the same bits, another seed others', () => {
    const run = (seed: number) => {
      const trainer = make({ seed, epochs: 4 });
      while (!trainer.finished) trainer.epoch();
      return trainer.checkpoint();
    };
    expect(run(5)).toEqual(run(5));
    expect(run(6).parameters).not.toEqual(run(5).parameters);
  });

  test('a run resumed from any checkpoint ends with the same bits', () => {
    const whole = make({ epochs: 6 });
    const checkpoints = [];
    while (!whole.finished) {
      whole.epoch();
      checkpoints.push(whole.checkpoint());
    }
    for (const checkpoint of checkpoints) {
      const resumed = make({ epochs: 6 });
      resumed.restore(checkpoint);
      while (!resumed.finished) resumed.epoch();
      expect(resumed.checkpoint()).toEqual(whole.checkpoint());
    }
  });

  test('in parts, after each update, ends with the same bits', () => {
    const whole = make({ epochs: 2 });
    const parted = make({ epochs: 2 });
    while (!parted.finished) {
      const before = parted.currentParameters;
      const losses = [...parted.updates()];
      expect(losses.length).toBe(Math.ceil(9 / 4));
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(parted.currentParameters).not.toEqual(before);
    }
    while (!whole.finished) whole.epoch();
    expect(parted.checkpoint()).toEqual(whole.checkpoint());
  });

  test('stops early, and keeps the best weights on validation', () => {
    const trainer = make({ epochs: 1000, patience: 9, rate: 0.3, schedule: 'constant' });
    while (!trainer.finished) trainer.epoch();
    const { history } = trainer;
    expect(history.length).toBeLessThan(1000);
    expect(trainer.end).toBe('patience');
    const best = Math.min(...history.map((e) => e.validation));
    expect(history.at(-4)?.validation).toBe(best);
    expect(evaluate(trainer.network, trainer.bestParameters, [sine(60, 1)]).loss).toBeCloseTo(best, 12);
  });

  test('masked weights stay zero and clipped ones in their interval', () => {
    const mask = Float64Array.of(1, 0, 1, 0);
    const cell = {
      ...cells.rnn(),
      parameters: (size: { inputs: number; units: number }) => {
        const all = cells.rnn().parameters(size);
        return {
          ...all,
          weight_hh: { ...all.weight_hh, mask },
          bias_ih: { ...all.bias_ih, constraint: { clip: [0, 0.01] } as const },
        };
      },
    };
    const network = buildNetwork({ inputs: 1, outputs: 1, layers: [{ cell, units: 2 }], readout: 'dense' });
    expect(network.parameterCount).toBe(2 + 2 + 2 + 2 + 3);
    const trainer = new Trainer(network, [sine(50)], [], { epochs: 20, rate: 0.1 });
    while (!trainer.finished) trainer.epoch();
    const parameters = trainer.bestParameters;
    expect(parameters.get('weight_hh')?.filter((_, i) => mask[i] === 0)).toEqual(Float64Array.of(0, 0));
    expect(
      parameters
        .get('weight_hh')
        ?.filter((_, i) => mask[i] !== 0)
        .every((w) => w !== 0),
    ).toBe(true);
    for (const b of parameters.get('bias_ih') ?? []) expect(b >= 0 && b <= 0.01).toBe(true);
  });

  test('learns classes', async () => {
    const y = sine(300);
    const rising: Sequence = { ...y, targets: y.targets.map((next, t) => (next > y.inputs[t] ? 1 : 0)) };
    const { network, parameters } = await train(
      { ...spec, outputs: 2, readout: 'softmax' },
      [rising],
      [rising],
      {
        ...options,
        normalise: false,
        loss: crossEntropy,
        epochs: 100,
      },
    );
    const { accuracy } = evaluate(network, parameters, [rising], { loss: crossEntropy, warmup: 10 });
    expect(accuracy).toBeGreaterThan(0.95);
    const probabilities = new Evaluator(network, parameters).outputs(rising);
    expect(probabilities[0] + probabilities[1]).toBeCloseTo(1, 12);
  });

  test.each([
    [{ window: 0 }, 'window must be a whole number ≥ 1, not 0'],
    [{ warmup: 20 }, 'warmup (20) must be shorter than window (20)'],
    [{ rate: Number.NaN }, 'rate must be a number > 0, not NaN'],
  ])('refuses %o', (more, message) => expect(() => make(more)).toThrow(message));
});

test('windows cover every step', () => {
  const cut = windows([sine(103), sine(7)], 20, 15);
  for (const [sequence, length] of [
    [0, 103],
    [1, 7],
  ]) {
    const seen = new Set(
      cut
        .filter((w) => w.sequence === sequence)
        .flatMap((w) => Array.from({ length: w.length }, (_, i) => w.start + i)),
    );
    expect(seen.size).toBe(length);
  }
});

describe('losses and regularisers: gradients are central differences', () => {
  test.each([mse, mae, crossEntropy])('$name', (loss) => {
    const y = Float64Array.of(0.3, -1.2, 2);
    const target = loss === crossEntropy ? Float64Array.of(2) : Float64Array.of(0.1, 0.4, -0.7);
    const g = new Float64Array(3);
    const at = (v: Float64Array) => loss.step(v, 0, 3, target, 0, new Float64Array(3), 0);
    loss.step(y, 0, 3, target, 0, g, 0.5);
    y.forEach((x, i) => {
      const e = 1e-6;
      const difference = (at(y.with(i, x + e)) - at(y.with(i, x - e))) / (2 * e);
      expect(Math.abs(g[i] - 0.5 * difference)).toBeLessThan(1e-8);
    });
  });

  test.each(regularisers.map((r) => [r.name, r] as const))('%s', (_, regulariser) => {
    const layer =
      regulariser.name === 'heisenberg'
        ? { cell: cells.hlln(), units: 2 }
        : { cell: cells['ltc-tau'](), units: 4, integrator: semiImplicit, unfolds: 2 };
    const network = buildNetwork({ inputs: 2, outputs: 2, layers: [layer], readout: 'none' });
    const data = randomSequence(6, 2);
    const loss = (parameters: Map<string, Float64Array>, weight = 10): number => {
      const trainer = new Trainer(network, [data], [], {
        regularisers: [{ regulariser, weight }],
        window: 6,
        batch: 1,
      });
      let at = 0;
      const checkpoint = trainer.checkpoint();
      for (const p of parameters.values()) {
        checkpoint.parameters.set(p, at);
        at += p.length;
      }
      trainer.restore(checkpoint);
      const value = trainer.update([{ sequence: 0, start: 0, length: 6 }], 1e-12);
      gradient = trainer.checkpoint().first.map((m) => m / (1 - 0.9));
      return value;
    };
    let gradient = new Float64Array();
    const parameters = randomParameters(network, 2);
    const clipped = loss(parameters);
    expect(Number.isFinite(clipped)).toBe(true);
    const direction = gradient;
    const finite: number[] = [];
    for (const [name, p] of parameters)
      p.forEach((x, i) => {
        const e = 1e-6;
        const moved = (d: number) => loss(new Map(parameters).set(name, p.with(i, x + d)));
        finite.push((moved(e) - moved(-e)) / (2 * e));
      });
    // the trainer clips the norm to 1: compare directions
    const norm = Math.max(1, Math.hypot(...finite));
    finite.forEach((f, i) => {
      expect(Math.abs(direction[i] - f / norm)).toBeLessThan(1e-6);
    });
  });
});
