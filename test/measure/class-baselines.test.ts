import { expect, test } from 'vitest';
import { classBaselines, linearClasses, linearRecordings } from '../../src/measure/class-baselines.ts';
import { classMetrics } from '../../src/measure/metrics/classes.ts';
import type { Sequence } from '../../src/train/sequence.ts';

const labels = ['low', 'mid', 'high'];
const accuracy = (
  test: readonly Sequence[],
  { predictions }: { predictions: readonly ArrayLike<number>[] },
) => classMetrics(test, predictions, labels.length).accuracy;

/** Two inputs; the class says where the first was a step before. */
function lagging(length: number, phase: number): Sequence {
  const x = (t: number): number => Math.sin(0.7 * t + phase) * 10;
  return {
    length,
    inputs: Float64Array.from({ length: 2 * length }, (_, i) => (i % 2 ? Math.cos(i * i) : x(i >> 1))),
    targets: Float64Array.from({ length }, (_, t) => (t === 4 ? Number.NaN : x(t - 1) < 0 ? 0 : 2)),
    dt: null,
    scoredFrom: 5,
  };
}

test('a linear map of two inputs tells a class that the step before decides, one of one input does not', () => {
  const [train, test] = [[lagging(400, 0)], [lagging(200, 1)]];
  expect(accuracy(test, linearClasses(train, test, 3, 2))).toBeGreaterThan(0.97);
  expect(accuracy(test, linearClasses(train, test, 3, 1))).toBeLessThan(0.9);
  const all = classBaselines(train, test, labels, [0], false);
  expect(all.map(({ name }) => name)).toEqual([
    expect.stringMatching(/^most frequent class, (low|high)$/),
    'linear, 1 lag',
    ...[2, 3, 4, 5].map((lags) => `linear, ${lags} lags`),
  ]);
});

test('recordings are told by means and deviations, and the label is that of the last step', () => {
  // the deviation tells low from high, whatever the mean
  const recording = (i: number): Sequence => {
    const length = 20 + (i % 7);
    return {
      length,
      inputs: Float64Array.from({ length }, (_, t) => (i % 5) + (i % 2 ? 3 : 1) * Math.sin(2 * t + i)),
      targets: Float64Array.from({ length }, (_, t) => (t < length - 1 ? Number.NaN : i % 2 ? 2 : 0)),
      dt: null,
    };
  };
  const all = Array.from({ length: 40 }, (_, i) => recording(i));
  const [train, test] = [all.slice(0, 30), all.slice(30)];
  expect(accuracy(test, linearRecordings(train, test, 3))).toBe(1);
  const [frequent, linear] = classBaselines(train, test, labels, [0], true);
  expect(accuracy(test, frequent)).toBe(0.5);
  expect(linear.name).toBe('linear, means and deviations of the inputs');
});

test('ahead, the last known class counts; without training data, the most frequent class is that of the test', () => {
  const targets = Float64Array.of(2, 2, 1, 1, 1, Number.NaN, 0);
  const test = [{ length: 7, inputs: new Float64Array(7), targets, dt: null }];
  const [frequent, last, ...more] = classBaselines(null, test, labels, [1], false);
  expect(more).toEqual([]);
  expect(frequent.name).toBe('most frequent class, mid');
  expect(Array.from(last.predictions[0])).toEqual([0, 2, 2, 1, 1, 1, 1]);
  expect(classBaselines(null, test, labels, [0], false)).toHaveLength(1);
});
