import { describe, expect, test } from 'vitest';
import { quick } from '../../../audit/claim.ts';
import { ltc105, verdict as ltcVerdict } from '../../../audit/claims/ltc-105/index.ts';
import { correlation } from '../../../audit/claims/ltc-105/tau.ts';
import { inputsOf, perturbations, STEPS, stream, tested } from '../../../audit/claims/robustness/data.ts';
import { robustness } from '../../../audit/claims/robustness/index.ts';
import { outcomes, verdict } from '../../../audit/claims/robustness/verdict.ts';
import { buildNetwork } from '../../../src/network/network.ts';
import { resolve } from '../../../src/network/spec.ts';
import { panelOf } from './made-up.ts';

const count = (model: Parameters<typeof resolve>[0]): number => buildNetwork(resolve(model)).parameterCount;

describe('robustness', () => {
  test('all models have a thousand parameters, give or take 4 %', () => {
    for (const { contenders } of robustness.make(quick).panels)
      for (const { model } of contenders) expect(Math.abs(count(model) / 1000 - 1)).toBeLessThan(0.045);
  });

  test('a lost reading is the one before it, and the share of those lost is what was asked for', () => {
    const [clean, lossy] = [0, 0.5].map((dropout) => stream(7, { dropout }, false));
    let held = 0;
    for (let t = 1; t < STEPS; t++) if (lossy.inputs[3 * t] === lossy.inputs[3 * (t - 1)]) held++;
    expect(held / STEPS).toBeGreaterThan(0.35);
    expect(held / STEPS).toBeLessThan(0.65);
    expect(lossy.targets).toEqual(clean.targets);
  });

  test('each perturbation changes what it is about alone', () => {
    const clean = stream(9, {}, true);
    expect(stream(9, { noise: 0.4 }, true).targets).toEqual(clean.targets);
    expect(stream(9, { irregular: 1 }, true).dt).not.toEqual(clean.dt);
    const shifted = stream(9, { shift: 3 }, true);
    expect(shifted.scoredFrom).toBe(100);
    expect(shifted.targets.subarray(0, 400)).toEqual(clean.targets.subarray(0, 400));
    expect(clean.inputs.length).toBe(STEPS * inputsOf(true));
    expect(tested('noise', 0.1, false)).toHaveLength(8);
  });

  const metrics = robustness.make(quick).panels[0].metrics;
  const errors = (factor: number, clean = 1) =>
    Object.fromEntries(
      metrics.map(({ key }) => [key, [0, 1, 2].map((s) => (key === 'clean' ? clean : factor) + s / 1000)]),
    );
  const panel = (ltc: number, cfc: number) =>
    panelOf(
      'LTC',
      [
        { name: 'LTC', errors: errors(ltc) },
        { name: 'CfC', errors: errors(cfc) },
        { name: 'GRU', errors: errors(3) },
        { name: 'LSTM', errors: errors(3.5) },
      ],
      [{ name: 'linear, 5 lags', errors: Object.fromEntries(metrics.map(({ key }) => [key, 4])) }],
      metrics,
    );
  test.each([
    ['holds', 2, 2],
    ['holds only if …', 2, 5],
    ['does not hold', 5, 6],
  ])('%s', (expected, ltc, cfc) => {
    const both = [panel(ltc, cfc), panel(ltc, cfc)];
    expect(verdict(both).verdict).toBe(expected);
    expect(outcomes(both[0])).toHaveLength(2 * perturbations.length);
  });

  test('irregular intervals count where every model is told them: in the second panel', () => {
    const found = verdict([panel(2, 2), panel(5, 6)]);
    expect(found.headline).toBe('lower error in 6 of 8 comparisons');
    expect(found.condition).toBe(
      'for LTC under noise, CfC under noise, LTC under dropout, CfC under dropout, LTC under shift, CfC under shift',
    );
    expect(verdict([panel(5, 6), panel(2, 2)]).condition).toBe(
      'for LTC under irregular, CfC under irregular',
    );
  });
});

describe('the LTC of 105 parameters', () => {
  test('has 105, the LSTM 1,233, and the others as many as their names say', () => {
    const { contenders } = ltc105.make(quick).panels[0];
    const counts = contenders.map(({ model }) => count(model));
    expect(counts.slice(0, 4)).toEqual([105, 1233, 1255, 117]);
    expect(Math.abs(counts[4] / 1233 - 1)).toBeLessThan(0.04);
  });

  test('a correlation is Pearson’s', () => {
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1);
    expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1);
    expect(correlation([1, 2, 1, 2], [1, 1, 2, 2])).toBe(0);
    expect(correlation([1, 1, 1], [1, 2, 3])).toBe(0);
  });

  const numbers = { correlation: 0.1, correlationLow: -0.1, correlationHigh: 0.2, correlationUntrained: 0 };
  const draw = (name: string, ltc: number, linear: number) => ({
    ...panelOf(
      'LTC',
      [
        { name: 'LTC', errors: { mse: [0, 1, 2].map((s) => ltc + s / 1000) } },
        { name: 'LSTM', errors: { mse: [2, 1, 0].map((s) => 1 + s / 1000) } },
      ],
      [{ name: 'linear, 3 lags', errors: { mse: linear } }],
    ),
    name,
  });
  test.each([
    ['holds', [0.9, 1, 1], 2],
    ['holds only if …', [0.9, 1, 1], 0.5],
    ['does not hold', [1.4, 1.5, 0.9], 2],
    ['cannot be decided', [1.4, 1], 2],
  ] as const)('%s', (expected, ltcs, linear) => {
    const panels = ltcs.map((ltc, i) => draw(`sines-${i}`, ltc, linear));
    expect(ltcVerdict(panels, numbers).verdict).toBe(expected);
  });
});
