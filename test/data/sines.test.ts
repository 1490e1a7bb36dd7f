import { expect, test } from 'vitest';
import { sines, sinesSplit } from '../../src/data/sines.ts';

test('without noise it is the sum, with noise it is off by the noise', () => {
  const clean = sines({ noise: 0, frequencies: [0.1], amplitudes: [2], length: 50 });
  clean.values.forEach((x, k) => {
    expect(x).toBeCloseTo(2 * Math.sin(0.2 * Math.PI * k), 12);
  });
  const [noisy, exact] = [sines({ length: 20_000, noise: 0.3 }), sines({ length: 20_000, noise: 0 })];
  const square = noisy.values.reduce((sum, x, k) => sum + (x - exact.values[k]) ** 2, 0) / 20_000;
  expect(Math.abs(Math.sqrt(square) - 0.3)).toBeLessThan(0.01);
});

test('a seed repeats, and 300 samples split into 200 and 100', () => {
  const recording = sines({ seed: 4 });
  expect(sines({ seed: 4 }).values).toEqual(recording.values);
  expect(sines({ seed: 5 }).values).not.toEqual(recording.values);
  const { train, test } = sinesSplit(recording);
  expect([train.length, test.length]).toEqual([200, 100]);
  expect([...train.values, ...test.values]).toEqual([...recording.values]);
});

test('options out of range are refused', () => {
  expect(() => sines({ frequencies: [1, 2, 3] })).toThrow('3 frequencies need as many amplitudes, got 2');
  expect(() => sines({ noise: -1 })).toThrow('noise must be ≥ 0, got -1');
});
