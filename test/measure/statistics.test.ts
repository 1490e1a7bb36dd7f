import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { bootstrap, difference, spread } from '../../src/measure/statistics.ts';

const errors = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 15 });

describe('a spread', () => {
  property.prop([errors])('has its interval around its median and inside its range', (values) => {
    const { low, high, median, interval } = spread(values);
    expect(low <= interval[0] && interval[0] <= median && median <= interval[1] && interval[1] <= high).toBe(
      true,
    );
  });

  test('is the same each time, and needs a value', () => {
    expect(bootstrap([1, 5, 2, 9, 4])).toEqual(bootstrap([1, 5, 2, 9, 4]));
    expect(() => spread([])).toThrow(RangeError);
  });

  test('covers the true median in about 95 % of samples of 15', () => {
    const random = new Random(7);
    let covered = 0;
    for (let i = 0; i < 200; i++) {
      const [low, high] = bootstrap(Array.from({ length: 15 }, () => random.normal()));
      if (low <= 0 && 0 <= high) covered++;
    }
    expect(covered / 200).toBeGreaterThan(0.88);
    expect(covered / 200).toBeLessThan(0.995);
  });
});

describe('a difference', () => {
  property.prop([errors])('of equals is not called', (values) => {
    expect(difference(values, values)).toEqual({ median: 0, interval: [0, 0], called: 0 });
  });

  test('is called where every pair differs in one direction, paired by seed', () => {
    const theirs = [10, 20, 30, 40, 50];
    expect(
      difference(
        theirs.map((x) => x - 1),
        theirs,
      ),
    ).toEqual({ median: -1, interval: [-1, -1], called: -1 });
    expect(
      difference(
        theirs.map((x) => x + 1),
        theirs,
      ).called,
    ).toBe(1);
    expect(difference([9, 21, 29, 41, 50], theirs).called).toBe(0);
  });

  // CALLED_BY_CHANCE says so
  test.each([
    [3, 1 / 4],
    [5, 1 / 16],
    [10, 1 / 19],
  ])('of equals with %i seeds is called in about %f of all cases', (seeds, share) => {
    const random = new Random(seeds);
    const times = 600;
    const draws = (): number[] => Array.from({ length: seeds }, () => random.normal());
    const called = Array.from({ length: times }, () => difference(draws(), draws()).called).filter(Boolean);
    expect(Math.abs(called.length / times - share)).toBeLessThan(
      3 * Math.sqrt((share * (1 - share)) / times),
    );
  });

  test('with what diverged is infinite, and of two that diverged none', () => {
    const all = difference([Number.NaN, Number.POSITIVE_INFINITY, Number.NaN], [1, 2, 3]);
    expect(all).toEqual({ median: Infinity, interval: [Infinity, Infinity], called: 1 });
    expect(difference([Number.NaN], [Number.POSITIVE_INFINITY]).called).toBe(0);
  });

  test('needs pairs', () =>
    expect(() => difference([1], [1, 2])).toThrow('1 values cannot be paired with 2'));
});
