import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linear, majorityClass, meanSquaredError, persistence, zero } from '../../src/measure/baselines.ts';
import type { Sequence } from '../../src/train/sequence.ts';

/** The next value of a sine around `offset`, which a linear map of two lags knows exactly. */
function sine(offset: number, length = 200): Sequence {
  const y = Float64Array.from({ length: length + 1 }, (_, t) => offset + Math.sin(0.3 * t));
  return { length, inputs: y.slice(0, length), targets: y.slice(1), dt: null, scoredFrom: 2 };
}
const mse = ({ predictions }: { predictions: readonly ArrayLike<number>[] }, s: Sequence) =>
  meanSquaredError(predictions, [s]);

test.each([0, 1e4, 1e9])('baselines do not depend on an offset of %d', (offset) => {
  const s = sine(offset);
  const [plain] = [sine(0)];
  expect(mse(persistence([s]), s)).toBeCloseTo(mse(persistence([plain]), plain), 4);
  expect(mse(linear([s], [s], 1), s)).toBeCloseTo(mse(linear([plain], [plain], 1), plain), 4);
  expect(mse(linear([s], [s], 2), s)).toBeLessThan(1e-6);
});

test('only scored steps count', () => {
  const s = sine(5);
  expect(mse(zero([s]), { ...s, scoredFrom: 199 })).toBeCloseTo(s.targets[199] ** 2, 9);
});

/** Makes the targets NaN that `gone` names. */
const without = (s: Sequence, gone: (i: number) => boolean): Sequence => ({
  ...s,
  targets: s.targets.map((y, i) => (gone(i) ? Number.NaN : y)),
});

test('missing targets: no error counts them, and persistence repeats the last that is there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.double({ noNaN: true, min: -5, max: 5 }), { nil: Number.NaN }), { minLength: 2 }),
      (y) => {
        const s = {
          length: y.length,
          inputs: new Float64Array(y.length),
          targets: Float64Array.from(y),
          dt: null,
        };
        const [given] = persistence([s]).predictions;
        y.forEach((_, t) => {
          expect(given[t]).toBe(y.slice(0, t).findLast((value) => !Number.isNaN(value)) ?? 0);
        });
        const there = y.filter((value) => !Number.isNaN(value));
        const error = meanSquaredError([zero([s]).predictions[0]], [s]);
        if (there.length === 0) expect(error).toBeNaN();
        else
          expect(error).toBeCloseTo(there.reduce((sum, value) => sum + value * value, 0) / there.length, 9);
      },
    ),
  );
});

test('persistence of several steps ahead repeats what was known then', () => {
  const y = [3, 1, 4, 1, 5, 9, 2, 6];
  const leads = [1, 3];
  const length = y.length - 3;
  const targets = Float64Array.from({ length: 2 * length }, (_, i) => y[(i >> 1) + leads[i % 2]]);
  const [given] = persistence([{ length, inputs: new Float64Array(length), targets }], leads).predictions;
  for (let t = 3; t < length; t++) expect([given[2 * t], given[2 * t + 1]]).toEqual([y[t], y[t]]);
});

test('the majority class is that of the labels that are there', () => {
  const of = (...targets: number[]) => ({
    length: 4,
    inputs: new Float64Array(4),
    targets: Float64Array.from(targets),
  });
  expect(majorityClass([of(2, 1, Number.NaN, 2), of(1, 0, 2, 0)], 3)).toBe(2);
  expect(majorityClass([of(1, 0, Number.NaN, Number.NaN)], 2)).toBe(0);
});

test.each([
  ['few', (i: number) => i % 7 === 3],
  ['most', (i: number) => i % 7 !== 3],
])('a linear map is fitted where targets are there: %s missing', (_, gone) => {
  const s = sine(5);
  expect(mse(linear([without(s, gone)], [s], 2), s)).toBeLessThan(1e-6);
  // a second output with gaps at other steps: where most steps miss one of both, each output has its own fit
  const both = {
    ...s,
    targets: Float64Array.from({ length: 400 }, (_, i) => (i % 2 ? s.inputs[i >> 1] : s.targets[i >> 1])),
  };
  const apart = without(both, (i) => (i % 2 ? (i >> 1) % 3 === 0 : gone(i >> 1)));
  expect(mse(linear([apart], [both], 2), both)).toBeLessThan(1e-6);
});
