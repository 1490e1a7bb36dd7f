import { describe, expect, test } from 'vitest';
import { drivenMasses } from '../../src/data/driven-masses.ts';
import { jumps } from '../../src/data/jumps.ts';
import { sines } from '../../src/data/sines.ts';

const deviation = (values: ArrayLike<number>): { mean: number; deviation: number } => {
  const all = Array.from(values);
  const mean = all.reduce((a, b) => a + b) / all.length;
  return { mean, deviation: Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length) };
};

describe('driven masses', () => {
  test('intervals have the mean and the variation that are asked for', () => {
    for (const irregular of [0.3, 1, 1.5]) {
      const { dt } = drivenMasses({ steps: 20_000, irregular, seed: 3 });
      const found = deviation(dt as Float64Array);
      expect(found.mean).toBeCloseTo(0.2, 1.8);
      expect(found.deviation / found.mean / irregular).toBeCloseTo(1, 1);
    }
    expect(new Set(drivenMasses({ steps: 50 }).dt)).toEqual(new Set([0.2]));
  });

  test('velocities are those of the positions', () => {
    const { values, length } = drivenMasses({ steps: 400, dt: 0.01, seed: 5 });
    for (let k = 1; k + 1 < length; k++)
      for (const i of [0, 1]) {
        const slope = (values[5 * (k + 1) + i] - values[5 * (k - 1) + i]) / 0.02;
        expect(Math.abs(slope - values[5 * k + 3 + i])).toBeLessThan(2e-2);
      }
  });

  test('are the same until the shift and others after it, and a stiffer spring stretches less', () => {
    const [plain, stiff] = [1, 4].map((factor) =>
      drivenMasses({ steps: 4000, seed: 2, shift: { at: 2000, factor } }),
    );
    expect(stiff.values.subarray(0, 10_000)).toEqual(plain.values.subarray(0, 10_000));
    const later = ({ values }: typeof plain) =>
      deviation(Array.from({ length: 1900 }, (_, k) => values[5 * (k + 2100)]));
    expect(later(stiff).deviation).toBeLessThan(0.6 * later(plain).deviation);
  });

  test('refuse options out of range', () => {
    expect(() => drivenMasses({ dt: 0 })).toThrow(RangeError);
    expect(() => drivenMasses({ irregular: -1 })).toThrow(RangeError);
  });
});

describe('jumps', () => {
  test('are sines on levels that stay, and change as often as is asked for', () => {
    const options = { length: 6000, noise: 0, every: 40, seed: 4 };
    const wave = sines({ length: 6000, noise: 0, seed: 4, amplitudes: [0.5, 0.25] }).values;
    const levels = jumps(options).values.map((value, k) => Math.round(1e9 * (value - wave[k])) / 1e9);
    let changes = 0;
    for (let k = 1; k < levels.length; k++) if (levels[k] !== levels[k - 1]) changes++;
    expect(changes / 6000).toBeGreaterThan(0.7 / 40);
    expect(changes / 6000).toBeLessThan(1.4 / 40);
    expect(Math.max(...levels.map(Math.abs))).toBeLessThanOrEqual(1.5);
  });

  test('refuse options out of range', () => {
    expect(() => jumps({ every: 0.5 })).toThrow(RangeError);
    expect(() => jumps({ size: -1 })).toThrow(RangeError);
  });
});
