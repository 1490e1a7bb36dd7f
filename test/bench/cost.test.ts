import { expect, test } from 'vitest';
import { fitNonNegative } from '../../bench/cost/fit.ts';
import { sourceOf } from '../../bench/cost/write.ts';
import { costConstants } from '../../src/format/cost-constants.ts';

const rows = Array.from({ length: 30 }, (_, i) => [1, i, (i * i) % 7, Math.sin(i) + 2]);
const timesOf = (x: readonly number[]): number[] =>
  rows.map((row) => row.reduce((sum, term, j) => sum + term * x[j], 0));

test('constants come back from exact times', () => {
  const wanted = [20, 3, 0, 1.5];
  fitNonNegative(rows, timesOf(wanted)).forEach((x, j) => {
    expect(x).toBeCloseTo(wanted[j], 4);
  });
});

test('what would save time is counted as nothing', () => {
  const fitted = fitNonNegative(rows, timesOf([40, 3, -1, 1]));
  expect(fitted[2]).toBe(0);
  for (const x of fitted) expect(x).toBeGreaterThanOrEqual(0);
});

test('errors are relative: a small time counts as much as a large one', () => {
  // no constant fits both; the smaller error in ns would be all on the small one
  const [x] = fitNonNegative([[1], [1]], [1, 100]);
  expect(x).toBeCloseTo((1 + 1 / 100) / (1 + 1 / 10_000), 6);
});

test('the source that is written holds the constants', async () => {
  const text = sourceOf({ ...costConstants, cpu: "it's a \\ processor" });
  const code = text.replace(/import type.*\n/, '').replace(': CostConstants', '');
  const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(module.costConstants).toEqual({ ...costConstants, cpu: "it's a \\ processor" });
});
