import { describe, expect, test } from 'vitest';
import { verdict as cfcSpeed, cheapest } from '../../../audit/claims/cfc-speed.ts';
import { crossing, verdict as kilohertz, slopeOf } from '../../../audit/claims/kilohertz/index.ts';
import { dominating } from '../../../audit/claims/six-unfolds/fields.ts';
import { verdict as sixUnfolds } from '../../../audit/claims/six-unfolds/index.ts';
import { fieldsOf, fixed } from '../../../src/measure/solvers.ts';
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

  test('a slope is that of the logarithms', () => {
    const cubic = [10, 100, 1000].map((parameters) => ({ parameters, time: 7 * parameters ** 1.5 }));
    expect(slopeOf(cubic)).toBeCloseTo(1.5, 10);
  });

  const numbers = { largest: 90_000, shareSmall: 0.01, doubledFrom: 300 };
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
  const names = fieldsOf(1).map(({ name }) => name);
  const shares = (share: number) => ({
    spread: 3,
    ...Object.fromEntries(names.map((name) => [name, share])),
  });
  const lower = claimed.errors.mse.map((x) => x - 0.2);

  test('holds where nothing is closer and faster, and everything faster trains worse', () => {
    expect(sixUnfolds(faster(worse), shares(0.2)).verdict).toBe('holds');
  });
  test('cannot be decided if a faster solver is not told apart; a slower one does not count', () => {
    const mixed = claimed.errors.mse.map((x, i) => x + (i % 2 ? 0.01 : -0.01));
    expect(sixUnfolds(faster(mixed), shares(0)).verdict).toBe('cannot be decided');
    expect(sixUnfolds(faster(mixed, 300), shares(0)).verdict).toBe('holds');
    expect(sixUnfolds(faster(mixed, 199), shares(0)).verdict).toBe('holds'); // no faster than noise
  });
  test('holds only for the exact solution if a faster solver trains better', () => {
    expect(sixUnfolds(faster(lower), shares(0)).verdict).toBe('holds only if …');
  });
  test('holds only on some fields, and not at all if it is beaten on each', () => {
    const some = sixUnfolds(faster(worse), { ...shares(0), [names[0]]: 1 });
    expect(some.verdict).toBe('holds only if …');
    expect(some.condition).toContain('if the field is');
    expect(some.condition).not.toContain(names[0]);
    expect(sixUnfolds(faster(worse), shares(0.6)).verdict).toBe('does not hold');
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
  const [mild, stiff] = fieldsOf(1).map((field) => fixed(field, [1, 6, 12], 0));
  const ratio = errorOf(mild, 'semi-implicit', 6) / errorOf(mild, 'semi-implicit', 12);
  expect(ratio).toBeGreaterThan(1.7);
  expect(ratio).toBeLessThan(2.3);
  expect(errorOf(mild, 'rk4', 6)).toBeLessThan(1e-4);
  expect(errorOf(stiff, 'euler', 6)).toBeGreaterThan(10 * errorOf(stiff, 'semi-implicit', 6));
});
