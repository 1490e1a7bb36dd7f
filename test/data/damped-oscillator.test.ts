import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  dampedOscillator,
  dampingRatios,
  evenOddSplit,
  type OscillatorState,
  oscillatorState,
  switchedOscillator,
} from '../../src/data/damped-oscillator.ts';
import { readTrace } from '../golden/vectors.ts';

test('the closed form satisfies the equation under, at and above critical damping', () => {
  const zeta = fc.oneof(
    fc.constantFrom(0, 0.999999, 1, 1.000001),
    fc.double({ min: 0, max: 5, noNaN: true }),
  );
  const coordinate = fc.double({ min: -2, max: 2, noNaN: true });
  const h = 1e-4;
  fc.assert(
    fc.property(
      zeta,
      fc.double({ min: 0.5, max: 3, noNaN: true }),
      coordinate,
      coordinate,
      (z, w, x0, v0) => {
        const start: OscillatorState = [x0, v0];
        expect(oscillatorState(z, w, start, 0)).toEqual([expect.closeTo(x0, 12), expect.closeTo(v0, 12)]);
        for (const t of [0.3, 1.7, 6.1]) {
          const [x, v] = oscillatorState(z, w, start, t);
          const [before, after] = [oscillatorState(z, w, start, t - h), oscillatorState(z, w, start, t + h)];
          const acceleration = -2 * z * w * v - w * w * x;
          // Central differences: error h²/6 · |x'''|, at most (2 ζ ω₀ + ω₀)³ · 2 here.
          const bound = h * h * (2 * z * w + w + 1) ** 3 * 3 + 1e-9;
          expect(Math.abs((after[0] - before[0]) / (2 * h) - v)).toBeLessThan(bound);
          expect(Math.abs((after[1] - before[1]) / (2 * h) - acceleration)).toBeLessThan(
            bound * (2 * z * w + w + 1),
          );
        }
      },
    ),
  );
});

test('the three branches meet at critical damping', () => {
  for (const t of [0.1, 1, 10]) {
    const critical = oscillatorState(1, 1, [1, -0.4], t);
    for (const zeta of [1 - 1e-9, 1 + 1e-9]) {
      const near = oscillatorState(zeta, 1, [1, -0.4], t);
      expect(Math.abs(near[0] - critical[0])).toBeLessThan(1e-7);
      expect(Math.abs(near[1] - critical[1])).toBeLessThan(1e-7);
    }
  }
});

test('strong damping over a long time neither overflows nor loses the slow decay', () => {
  // x ≈ e^(−t / (2 ζ)) for ζ ≫ 1: 1000 / 200 = 5.
  expect(oscillatorState(100, 1, [1, 0], 1000)[0]).toBeCloseTo(Math.exp(-5), 5);
});

test('the default recording has 200 samples on [0, 20]; even ones train, odd ones test', () => {
  const recording = dampedOscillator({ zeta: 0.3 });
  expect([recording.length, recording.channels]).toEqual([200, 2]);
  for (const interval of recording.dt!) expect(interval).toBeCloseTo(20 / 199, 12);
  const { train, test } = evenOddSplit(recording);
  expect([train.length, test.length]).toEqual([100, 100]);
  for (let k = 0; k < 100; k++) {
    expect([train.values[2 * k], train.values[2 * k + 1]]).toEqual(
      oscillatorState(0.3, 1, [1, 0], (20 * 2 * k) / 199),
    );
    expect([test.values[2 * k], test.values[2 * k + 1]]).toEqual(
      oscillatorState(0.3, 1, [1, 0], (20 * (2 * k + 1)) / 199),
    );
    expect(train.dt![k]).toBeCloseTo(40 / 199, 12);
    expect(test.dt![k]).toBeCloseTo(40 / 199, 12);
  }
});

test('the mean square of each test half is the known score of predicting zero', () => {
  const known = [0.1246, 0.0489, 0.0373, 0.0354, 0.0402];
  dampingRatios.forEach((zeta, k) => {
    const { values } = evenOddSplit(dampedOscillator({ zeta })).test;
    expect(values.reduce((sum, x) => sum + (x * x) / values.length, 0)).toBeCloseTo(known[k], 4);
  });
});

test('a switch is continuous, has its 100 + 100 times and the known score of predicting zero', () => {
  const known: [number, number, number][] = [
    [0.1, 1.2, 0.1126],
    [1.2, 0.1, 0.04],
    [0.3, 0.8, 0.0486],
    [0.8, 0.3, 0.0353],
  ];
  for (const [before, after, score] of known) {
    const recording = switchedOscillator(before, after);
    expect(recording.length).toBe(200);
    expect(recording.dt![99]).toBeCloseTo(10 / 99, 12);
    expect(recording.dt![100]).toBeCloseTo(0.1, 12);
    expect(recording.dt!.reduce((sum, dt) => sum + dt) - recording.dt![0]).toBeCloseTo(20, 9);
    expect([...recording.values.subarray(198, 200)]).toEqual(oscillatorState(before, 1, [1, 0], 10));
    // One Taylor step across the switch, with the acceleration of the new damping.
    const [x, v] = recording.values.subarray(198, 200);
    expect(recording.values[200]).toBeCloseTo(x + 0.1 * v + 0.005 * (-2 * after * v - x), 3);
    const { values } = evenOddSplit(recording).test;
    expect(values.reduce((sum, y) => sum + (y * y) / values.length, 0)).toBeCloseTo(score, 4);
  }
});

test('options out of range are refused', () => {
  expect(() => dampedOscillator({ zeta: -0.1 })).toThrow('zeta must be ≥ 0, got -0.1');
  expect(() => dampedOscillator({ zeta: 1, omega0: 0 })).toThrow('omega0 must be > 0, got 0');
  expect(() => dampedOscillator({ zeta: 1, times: [0, 1, 1] })).toThrow('time 2 is 1 after 1');
  expect(() => dampedOscillator({ zeta: 1, samples: 1 })).toThrow('samples must be ≥ 2, got 1');
});

test('the data give a reference training run its first loss', () => {
  const { zeta, runs } = readTrace();
  const { train } = evenOddSplit(dampedOscillator({ zeta }));
  const run = runs.find((candidate) => candidate.model === 'CTRNN')!;
  const [W, U, b, logTau] = ['W', 'U', 'b', 'log_tau'].map((name) => run.numbers(`init.${name}`));
  const slope = (y: number[], u: number[]) =>
    y.map((yi, i) => {
      let sum = b[i];
      for (let j = 0; j < 8; j++) sum += W[8 * i + j] * y[j];
      for (let j = 0; j < 2; j++) sum += U[2 * i + j] * u[j];
      return -yi / Math.exp(logTau[i]) + Math.tanh(sum);
    });
  const along = (y: number[], step: number, k: number[]) => y.map((yi, i) => yi + step * k[i]);
  let y = new Array<number>(8).fill(0);
  let loss = 0;
  for (let t = 0; t < train.length; t++) {
    const u = [train.values[2 * t], train.values[2 * t + 1]];
    if (t > 0) {
      const h = train.dt![t];
      const a = slope(y, u);
      const c = slope(along(y, h / 2, a), u);
      const d = slope(along(y, h / 2, c), u);
      const e = slope(along(y, h, d), u);
      y = y.map((yi, i) => yi + (h / 6) * (a[i] + 2 * c[i] + 2 * d[i] + e[i]));
    }
    loss += ((y[0] - u[0]) ** 2 + (y[1] - u[1]) ** 2) / 200;
  }
  expect(Math.abs(loss - run.numbers('loss_f64')[0])).toBeLessThan(1e-6);
});
