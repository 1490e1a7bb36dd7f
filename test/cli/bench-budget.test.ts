/** The search for the largest model within a budget, and how budget and rate are read. */
import { describe, expect, test, vi } from 'vitest';
import { bench } from '../../src/cli/bench.ts';
import { largestFitting, searchWithin } from '../../src/cli/bench-budget.ts';
import { duration, limitOf } from '../../src/cli/bench-limit.ts';
import { UsageError } from '../../src/cli/failure.ts';
import { read } from '../../src/cli/flags/read.ts';
import { trained } from '../format/trained.ts';

describe('the largest that fits', () => {
  const values = Array.from({ length: 256 }, (_, i) => 4 * (i + 1));

  test.each([4, 8, 12, 100, 508, 512, 516, 1020, 1024])('%d', (largest) => {
    const fits = vi.fn((value: number) => (value <= largest ? 10 * value : null));
    expect(largestFitting(values, fits)).toEqual({ count: largest, p999: 10 * largest });
    expect(fits.mock.calls.length).toBeLessThan(18);
    expect(new Set(fits.mock.calls.flat()).size).toBe(fits.mock.calls.length);
  });

  test('none, one, and few', () => {
    expect(largestFitting(values, () => null)).toBeNull();
    expect(largestFitting([1], () => 5)).toEqual({ count: 1, p999: 5 });
    for (let largest = 1; largest <= 6; largest++)
      expect(largestFitting([1, 2, 3, 4, 5, 6], (k) => (k <= largest ? k : null))?.count).toBe(largest);
  });

  test('widths far above the budget are not measured', () => {
    const fits = vi.fn((value: number) => (value <= 20 ? 1 : null));
    largestFitting(values, fits);
    expect(Math.max(...fits.mock.calls.flat())).toBeLessThanOrEqual(64);
  });
});

describe('budget and rate', () => {
  const limitOfWords = (given: Record<string, string | undefined>) => {
    const words = Object.entries(given).flatMap(([flag, value]) => (value ? [`--${flag}`, value] : []));
    const { budget, rate } = read(bench, ['x.mns', ...words]);
    return limitOf(budget, rate);
  };

  test.each([
    [undefined, undefined, null],
    ['20us', undefined, { budget: 20_000, period: null }],
    [undefined, '1kHz', { budget: 1e6, period: 1e6 }],
    ['20us', '1 kHz', { budget: 20_000, period: 1e6 }],
    ['10ms', '100Hz', { budget: 1e7, period: 1e7 }],
    [undefined, '0.5MHz', { budget: 2000, period: 2000 }],
  ])('%s, %s', (budget, rate, limit) => {
    expect(limitOfWords({ budget, rate })).toEqual(limit);
  });

  test.each([
    ['20', undefined, 'did you mean "20us"?'],
    ['20uz', undefined, 'did you mean "20us"?'],
    ['5 msec', undefined, 'did you mean "5ms"?'],
    ['soon', undefined, 'needs a time > 0 with its unit, not "soon", as 1us'],
    ['0us', undefined, 'needs a time > 0'],
    [undefined, '1000', 'did you mean "1000Hz"?'],
    [undefined, '1khz', 'did you mean "1kHz"?'],
    [undefined, '-1Hz', 'needs a frequency > 0'],
    ['2ms', '1kHz', '--budget 2 ms is longer than the period of --rate: at most 1 ms fits'],
  ])('%s, %s is refused', (budget, rate, message) => {
    expect(() => limitOfWords({ budget, rate })).toThrow(message);
    expect(() => limitOfWords({ budget, rate })).toThrow(UsageError);
  });

  test.each([
    [950, '950 ns'],
    [12_340, '12.3 µs'],
    [1e6, '1 ms'],
    [2.5e9, '2.5 s'],
  ])('%d ns are %s', (nanoseconds, text) => {
    expect(duration(nanoseconds)).toBe(text);
  });
});

describe('a model', () => {
  const blobs = Object.fromEntries(trained);
  const search = (name: string, budget: number) => searchWithin(blobs[name], budget, 1, () => {});

  test('fits nowhere', () => {
    expect(search('ltc f32', 1)).toEqual({ unfolds: null, units: null });
    expect(search('lstm q8', 1)).toEqual({ units: null });
  });

  test('with all its unfolds, where there is time', () => {
    expect(search('ltc f32', 1e12).unfolds).toMatchObject({ count: 3 });
  });

  test('whose units cannot be changed says why', () => {
    const found = search('hlln f32', 1e12);
    expect(found.units).toBeUndefined();
    expect(found.why).toContain('as many units as inputs, 3');
  });
});
