/** The metrics by hand, and what must hold of any predictions. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mean, meanSquaredError, persistence, zero } from '../../src/measure/baselines.ts';
import { classMetrics, guessesOf, likeliest } from '../../src/measure/metrics/classes.ts';
import { commonError, NumberErrors, numberMetrics } from '../../src/measure/metrics/numbers.ts';
import type { Sequence } from '../../src/train/sequence.ts';

const sequence = (targets: readonly number[], outputs = 1, scoredFrom = 0): Sequence => ({
  length: targets.length / outputs,
  inputs: new Float64Array(targets.length / outputs),
  targets: Float64Array.from(targets),
  dt: null,
  scoredFrom,
});
// the square of a number near 1e-160 has few bits or none
const value = fc.double({ noNaN: true, min: -1e3, max: 1e3 }).map((x) => (Math.abs(x) < 1e-100 ? 0 : x));
const values = fc.array(value, { minLength: 2, maxLength: 30 });
const gappy = fc.array(fc.option(value, { nil: Number.NaN, freq: 3 }), { minLength: 2, maxLength: 30 });

describe('numbers', () => {
  test('by hand: errors 1, −1, 2 of targets 1, 3, 5', () => {
    const [metrics] = numberMetrics([sequence([1, 3, 5])], [[2, 2, 7]], [1]);
    expect(metrics).toEqual({
      count: 3,
      mse: 2,
      rmse: Math.SQRT2,
      mae: 4 / 3,
      r2: 1 - 6 / 8,
      // of the last two, before which a value is known: (1 + 4) / (4 + 4)
      skill: 1 - 5 / 8,
      persistence: 4,
      variance: 8 / 3,
    });
  });

  test('each output has its own, missing targets and steps that warm up do not count', () => {
    const targets = [9, 9, 1, 10, Number.NaN, 20, 3, 30];
    const [one, other] = numberMetrics([sequence(targets, 2, 1)], [[0, 0, 1, 11, 5, 21, 4, 31]], [1, 1]);
    expect([one.count, one.mse, one.mae]).toEqual([2, 0.5, 0.5]);
    expect([other.count, other.mse, other.mae]).toEqual([3, 1, 1]);
    expect(other.r2).toBeCloseTo(1 - 3 / 200, 12);
    expect(one.persistence).toBeCloseTo((8 ** 2 + 2 ** 2) / 2, 12);
  });

  test('several steps ahead, persistence knows what was known then', () => {
    const y = [3, 1, 4, 1, 5, 9, 2, 6];
    const targets = Array.from({ length: 5 }, (_, t) => y[t + 3]);
    const [metrics] = numberMetrics([sequence(targets)], [targets], [3]);
    // at its fourth step it knows the first target, y(3)
    expect(metrics.persistence).toBe(((y[3] - y[6]) ** 2 + (y[4] - y[7]) ** 2) / 2);
    expect([metrics.skill, metrics.r2]).toEqual([1, 1]);
  });

  test('R² of the mean is 0 and of the targets themselves 1, wherever the targets lie', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(0, 1e4, -1e6), (y, offset) => {
        const s = sequence(y.map((x) => x + offset));
        const [of] = numberMetrics([s], mean([s], [s]).predictions, [1]);
        const [exact] = numberMetrics([s], [s.targets], [1]);
        if (of.variance < 1e-6) return;
        expect(of.r2).toBeCloseTo(0, 6);
        expect(exact.r2).toBe(1);
        expect(of.mse).toBeCloseTo(of.variance, 4);
      }),
    );
  });

  test('the skill of persistence is 0, and NaN where it is exact', () => {
    fc.assert(
      fc.property(gappy, fc.constantFrom([0], [1], [2]), (y, leads) => {
        const s = sequence(y);
        const [{ skill, persistence: error }] = numberMetrics(
          [s],
          persistence([s], leads).predictions,
          leads,
        );
        if (error > 0) expect(skill).toBeCloseTo(0, 9);
        else expect(skill).toBeNaN();
      }),
    );
    const [constant] = numberMetrics([sequence([4, 4, 4])], [[4, 4, 5]], [1]);
    expect([constant.skill, constant.r2]).toEqual([Number.NaN, Number.NaN]);
  });

  test('the order and the cut into sequences do not matter to errors; the MSE is that of all', () => {
    fc.assert(
      fc.property(gappy, (y) => {
        const half = y.length >> 1;
        const whole = sequence(y);
        const parts = [sequence(y.slice(0, half)), sequence(y.slice(half))];
        const [a] = numberMetrics([whole], zero([whole]).predictions, [1]);
        const [b] = numberMetrics(parts, zero(parts).predictions, [1]);
        expect(a.count).toBe(b.count);
        if (a.count === 0) return;
        expect(b.mse).toBeCloseTo(a.mse, 6);
        expect(a.mse).toBeCloseTo(meanSquaredError(zero([whole]).predictions, [whole]), 6);
      }),
    );
  });

  test('nothing to compare is NaN', () => {
    const { count, ...rest } = new NumberErrors().metrics();
    expect(count).toBe(0);
    for (const x of Object.values(rest)) expect(x).toBeNaN();
  });

  test('one error for several outputs does not depend on their units', () => {
    const y = [1, 100, 3, 500, 2, 300];
    const given = [2, 150, 3, 400, 2, 300];
    const error = (scale: number): number => {
      const scaled = (list: number[]) => list.map((x, i) => (i % 2 ? x * scale : x));
      const s = sequence(scaled(y), 2);
      const metrics = numberMetrics([s], [scaled(given)], [1, 1]);
      return commonError(
        metrics,
        metrics.map(({ variance }) => variance),
      );
    };
    expect(error(1)).toBeCloseTo((1 / 2 + 12_500 / 80_000) / 2, 12);
    expect(error(1e6)).toBeCloseTo(error(1), 12);
    const [one] = numberMetrics([sequence([1, 2])], [[2, 2]], [1]);
    expect([commonError([one], [0.25]), commonError([one, one], [0, 0])]).toEqual([0.5, 0.5]);
    expect(commonError([one, one], [0, 0.25])).toBe(2);
  });
});

describe('classes', () => {
  test('by hand: 6 of class a, 3 of class b, one guess of c', () => {
    const targets = [0, 0, 0, 0, 0, 0, 1, 1, 1, Number.NaN];
    const guesses = [0, 0, 0, 0, 1, 2, 1, 1, 0, 2];
    const metrics = classMetrics([sequence(targets)], [guesses], 3);
    expect(metrics.confusion).toEqual([
      [4, 1, 1],
      [1, 2, 0],
      [0, 0, 0],
    ]);
    expect([metrics.count, metrics.accuracy]).toEqual([9, 6 / 9]);
    // c has no target, so it has no recall; it is guessed, so it has an F1 of 0
    expect(metrics.balancedAccuracy).toBeCloseTo((4 / 6 + 2 / 3) / 2, 12);
    expect(metrics.f1).toBeCloseTo((8 / 11 + 4 / 6 + 0) / 3, 12);
    const [a, b, c] = metrics.classes;
    expect(a).toEqual({ count: 6, precision: 4 / 5, recall: 4 / 6, f1: 8 / 11 });
    expect(b).toEqual({ count: 3, precision: 2 / 3, recall: 2 / 3, f1: 4 / 6 });
    expect([c.count, c.precision, c.recall, c.f1]).toEqual([0, 0, Number.NaN, 0]);
  });

  const labelled = fc
    .integer({ min: 2, max: 5 })
    .chain((classes) =>
      fc.tuple(
        fc.constant(classes),
        fc.array(fc.nat(classes - 1), { minLength: 1, maxLength: 40 }),
        fc.nat(classes - 1),
      ),
    );

  test('the balanced accuracy of a constant guess is one over the classes that are there, or 0', () => {
    fc.assert(
      fc.property(labelled, ([classes, targets, guess]) => {
        const { balancedAccuracy, accuracy } = classMetrics(
          [sequence(targets)],
          [targets.map(() => guess)],
          classes,
        );
        const there = new Set(targets);
        expect(balancedAccuracy).toBeCloseTo(there.has(guess) ? 1 / there.size : 0, 12);
        expect(accuracy).toBeCloseTo(targets.filter((y) => y === guess).length / targets.length, 12);
      }),
    );
  });

  test('right guesses are 1 everywhere; all shares lie in 0 … 1, and the confusion counts every target', () => {
    fc.assert(
      fc.property(labelled, fc.infiniteStream(fc.nat(100)), ([classes, targets], stream) => {
        const right = classMetrics([sequence(targets)], [targets], classes);
        expect([right.accuracy, right.balancedAccuracy, right.f1]).toEqual([1, 1, 1]);
        const guesses = targets.map(() => stream.next().value % classes);
        const { count, confusion, ...shares } = classMetrics([sequence(targets)], [guesses], classes);
        expect(count).toBe(targets.length);
        expect(confusion.flat().reduce((sum, n) => sum + n)).toBe(targets.length);
        for (const x of [shares.accuracy, shares.balancedAccuracy, shares.f1])
          expect(x >= 0 && x <= 1).toBe(true);
      }),
    );
  });

  test('steps that warm up do not count, and a guess is the first of the likeliest', () => {
    expect(classMetrics([sequence([0, 1, 1], 1, 2)], [[1, 0, 1]], 2).confusion).toEqual([
      [0, 0],
      [0, 1],
    ]);
    expect(likeliest([0.2, 0.4, 0.4])).toBe(1);
    expect([...guessesOf(Float32Array.of(0.9, 0.1, 0.3, 0.7), 2)]).toEqual([0, 1]);
  });
});
