import { describe, expect, test } from 'vitest';
import { quick } from '../../../audit/claim.ts';
import { readCheetah } from '../../../audit/claims/half-cheetah/data.ts';
import { halfCheetah, verdict } from '../../../audit/claims/half-cheetah/index.ts';
import { cheetah, recordings } from '../../cheetah.ts';
import { panelOf } from './made-up.ts';

// the body of a skipped describe runs too: what reads the recordings stands in tests
describe.skipIf(!cheetah)('the recordings', () => {
  const recorded = { ...quick, files: recordings };

  test('are cut into the windows of the source', () => {
    const data = readCheetah(cheetah as string);
    expect([data.train.length, data.validation.length, data.test.length]).toEqual([10, 485, 970]);
    expect(data.test.every(({ length, inputs }) => length === 32 && inputs.length === 32 * 17)).toBe(true);
  });

  test('the baselines are those that others have computed from the same windows', () => {
    const claim = halfCheetah.make(recorded);
    const errors = new Map(claim.panels[0].baselines().map(({ name, errors: { mse } }) => [name, mse]));
    expect(errors.get('zero')).toBeCloseTo(17.6174, 3);
    expect(errors.get('persistence')).toBeCloseTo(62.8655, 3);
    for (const [lags, ridge] of [
      ['1 lag', 3.432],
      ['2 lags', 3.1846],
      ['3 lags', 3.1724],
      ['5 lags', 3.1483],
    ] as const)
      expect(Math.abs((errors.get(`linear, ${lags}`) ?? 0) / ridge - 1)).toBeLessThan(0.025);
  });

  test('the models have 32 units and the linear map fewer parameters than any', () => {
    const claim = halfCheetah.make(recorded);
    for (const { model } of claim.panels[0].contenders) expect(model.layers[0].units).toBe(32);
  });
});

describe('without the recordings', () => {
  const claim = halfCheetah.make(quick);
  test('the claim is not tested, and says how to get them', () => {
    expect(claim.panels).toEqual([]);
    const { verdict: found, because } = claim.verdict([], {});
    expect(found).toBe('not tested');
    expect(because).toContain('raminmh/liquid_time_constant_networks');
    expect(because).toContain('--cheetah cheetah.npy');
  });
  test('a file that is none is refused by name', () => {
    expect(() => halfCheetah.make({ ...quick, files: { cheetah: 'nowhere.npy' } })).toThrow(
      /nowhere\.npy: cannot be read \(ENOENT\)/,
    );
  });
});

describe('the verdict', () => {
  const near = (middle: number) => ({ mse: [0, 1, -1, 2, -2].map((x) => middle + x / 100) });
  const with_ = (lstm: number, others: number, baseline: number) =>
    verdict(
      panelOf(
        'LTC',
        [
          { name: 'LTC', errors: near(2.3) },
          { name: 'LSTM', errors: near(lstm) },
          ...['CT-RNN', 'neural ODE', 'CT-GRU', 'LTC, eq. 1'].map((name) => ({ name, errors: near(others) })),
        ],
        [{ name: 'linear, 1 lag', errors: { mse: baseline } }],
      ),
    ).verdict;
  test.each([
    ['holds', 2.5, 2.9, 3.4],
    ['holds only if …', 2.5, 2.9, 2.1], // a linear map is better
    ['holds only if …', 2.1, 2.9, 3.4], // against the others
    ['does not hold', 2.1, 2.0, 3.4],
    ['cannot be decided', 2.3, 2.9, 3.4],
  ])('%s', (expected, lstm, others, baseline) => expect(with_(lstm, others, baseline)).toBe(expected));
});
