import { expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { cumulativeShares, participationRatio, principalVariances } from '../../src/measure/geometry.ts';

const random = new Random(7);
const normals = (n: number) => Float64Array.from({ length: n }, () => random.normal());

test('points on an ellipse have the variances of its half-axes, however it lies', () => {
  const [cosine, sine] = [Math.cos(0.7), Math.sin(0.7)];
  const points = Array.from({ length: 360 }, (_, k) => {
    const angle = (2 * Math.PI * k) / 360;
    const [a, b] = [3 * Math.cos(angle), Math.sin(angle)];
    return Float64Array.of(5 + cosine * a - sine * b, sine * a + cosine * b, -2);
  });
  const variances = principalVariances(points);
  [9 / 2, 1 / 2, 0].forEach((v, i) => {
    expect(variances[i]).toBeCloseTo(v, 12);
  });
  expect(cumulativeShares(variances)[0]).toBeCloseTo(0.9, 12);
  expect(participationRatio(variances)).toBeCloseTo(25 / (20.25 + 0.25), 12);
});

test('a rotation of 12 dimensions keeps the variances, which sum to the trace', () => {
  const scales = Array.from({ length: 12 }, (_, i) => 2 ** -i);
  const plain = Array.from({ length: 500 }, () => normals(12).map((z, i) => z * scales[i]));
  const mirror = normals(12);
  const norm = mirror.reduce((sum, v) => sum + v * v, 0);
  const reflected = plain.map((point) => {
    const along = (2 * point.reduce((sum, v, i) => sum + v * mirror[i], 0)) / norm;
    return point.map((v, i) => v - along * mirror[i]);
  });
  const [a, b] = [principalVariances(plain), principalVariances(reflected)];
  a.forEach((v, i) => {
    expect(b[i] / v).toBeCloseTo(1, 9);
    if (i > 0) expect(v).toBeLessThanOrEqual(a[i - 1]);
  });
});

test('the participation ratio is 1 for a line and n where n directions share the variance', () => {
  expect(participationRatio(Float64Array.of(4, 0, 0))).toBe(1);
  expect(participationRatio(new Float64Array(7).fill(0.3))).toBeCloseTo(7, 12);
});
