import { describe, expect, test } from 'vitest';
import { verdict as cfcSpeed, cheapest } from '../../../src/audit/claims/cfc-speed.ts';
import { crossing, verdict as kilohertz } from '../../../src/audit/claims/kilohertz.ts';
import { dominating, verdict as sixUnfolds } from '../../../src/audit/claims/six-unfolds.ts';
import { fields, fixed } from '../../../src/audit/solvers.ts';
import { panelOf } from './made-up.ts';

describe('every parameter counts at kilohertz', () => {
  const points = [10, 100, 1000, 10_000].map((parameters) => ({ parameters, time: 100 + parameters }));

  test('a crossing lies between the sizes around it', () => {
    expect(crossing(points, 1e6)).toBeNull();
    expect(crossing(points, 50)).toBe(10);
    expect(crossing(points, 1100)).toBeCloseTo(1000);
    expect(crossing(points, 2000)).toBeGreaterThan(1000);
    expect(crossing(points, 2000)).toBeLessThan(10_000);
  });

  const numbers = { floor: 40, floorTail: 80, largest: 90_000, shareSmall: 0.01, doubledFrom: 300 };
  test.each([
    ['does not hold', 9e3, 5e4],
    ['holds only if …', 9e3, 2e5],
    ['holds', 2e6, 9e6],
  ])('%s', (expected, worstSmall, worstLarge) => {
    expect(kilohertz({ ...numbers, worstSmall, worstLarge }).verdict).toBe(expected);
  });
});

describe('CfC is one to five orders of magnitude faster', () => {
  test.each([
    ['holds', 12, 5000, 11, 90],
    ['holds only if …', 2, 50, 2, 9],
    ['holds only if …', 20, 50, 2, 9],
    ['does not hold', 2, 8, 2, 9],
  ])('%s', (expected, least, most, leastTraining, mostTraining) => {
    expect(cfcSpeed({ least, most, leastTraining, mostTraining }).verdict).toBe(expected);
  });

  test('an integrator is as cheap as its fewest unfolds within the error', () => {
    const solver = (integrator: string, unfolds: number, error: number) => ({
      integrator,
      unfolds,
      error,
      time: unfolds,
    });
    const all = [
      solver('rk4', 1, 0.1),
      solver('rk4', 2, 0.001),
      solver('rk4', 4, 1e-5),
      solver('euler', 4, 0.2),
    ];
    expect(cheapest(all, 0.01)).toEqual([all[1]]);
  });
});

describe('semi-implicit with 6 unfolds', () => {
  const claimed = { name: 'semi-implicit × 6', burst: 200, errors: { mse: [1, 1.1, 0.9, 1, 1.05] } };
  const faster = (mse: readonly number[], burst = 100) =>
    panelOf(claimed.name, [claimed, { name: 'rk4 × 1', burst, errors: { mse } }]);
  const worse = claimed.errors.mse.map((x) => x + 0.2);
  const none = { spread: 3, ...Object.fromEntries(fields.map(({ name }) => [name, 0])) };
  const all = { spread: 3, ...Object.fromEntries(fields.map(({ name }) => [name, 2])) };

  test('holds where nothing is closer and faster, and nothing faster is as good', () => {
    expect(sixUnfolds(faster(worse), none).verdict).toBe('holds');
  });
  test('holds only for the exact solution, if a faster solver trains as well; a slower one does not count', () => {
    expect(sixUnfolds(faster(claimed.errors.mse), none).verdict).toBe('holds only if …');
    expect(sixUnfolds(faster(claimed.errors.mse, 300), none).verdict).toBe('holds');
  });
  test('holds only on some fields, and not at all if it is beaten on each', () => {
    const some = sixUnfolds(faster(worse), { ...none, [fields[0].name]: 1 });
    expect(some.verdict).toBe('holds only if …');
    expect(some.because).not.toContain(`only if the field is ${fields[0].name}`);
    expect(sixUnfolds(faster(worse), all).verdict).toBe('does not hold');
  });

  test('is beaten by what is both closer and faster', () => {
    const solver = (integrator: string, unfolds: number, error: number, time: number) => ({
      integrator,
      unfolds,
      error,
      time,
    });
    const six = solver('semi-implicit', 6, 0.1, 100);
    const others = [solver('rk4', 1, 0.01, 90), solver('rk4', 2, 0.001, 150), solver('euler', 1, 0.5, 50)];
    expect(dominating([six, ...others])).toEqual([others[0]]);
    expect(dominating([six, solver('rk4', 1, 0.01, 99)])).toEqual([]); // no faster than noise
  });
});

test('solvers converge to the reference in their order, and the stiff fields throw the explicit ones off', () => {
  const errorOf = (all: ReturnType<typeof fixed>, name: string, unfolds: number): number =>
    all.find((one) => one.integrator === name && one.unfolds === unfolds)?.error ?? Number.NaN;
  const [mild, stiff] = fields.map((field) => fixed(field, [1, 6, 12], 5));
  const ratio = errorOf(mild, 'semi-implicit', 6) / errorOf(mild, 'semi-implicit', 12);
  expect(ratio).toBeGreaterThan(1.7);
  expect(ratio).toBeLessThan(2.3);
  expect(errorOf(mild, 'rk4', 6)).toBeLessThan(1e-4);
  expect(errorOf(stiff, 'euler', 6)).toBeGreaterThan(10 * errorOf(stiff, 'semi-implicit', 6));
});
