import { expect, test } from 'vitest';
import { fitLine } from '../../bench/scale/line.ts';

test('a line through points of a line is that line', () => {
  const { intercept, slope, rSquared, worst } = fitLine(
    [1, 10, 100, 5000].map((x) => ({ x, y: 40 + 0.25 * x })),
  );
  expect(intercept).toBeCloseTo(40, 9);
  expect(slope).toBeCloseTo(0.25, 9);
  expect(rSquared).toBeCloseTo(1, 9);
  expect(worst.relative).toBeLessThan(1e-9);
});

test('relative errors are made small, and the largest is named', () => {
  const points = [1, 2, 3, 1000].map((x) => ({ x, y: x }));
  const bent = [...points, { x: 4, y: 6 }];
  const { worst, slope, rSquared } = fitLine(bent);
  expect(worst.x).toBe(4);
  expect(worst.relative).toBeGreaterThan(0.1);
  expect(Math.abs(slope - 1)).toBeLessThan(0.1);
  expect(rSquared).toBeLessThan(1);
  expect(() => fitLine(points.slice(0, 2))).toThrow(RangeError);
});
