/** How levels are chosen: against brute force where a row is short, against OPTQ as it was published, and on hostile rows. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { compensate, Factor } from '../../src/quantise/rounding/compensated.ts';
import { levelOf, squaredError, weightOf } from '../../src/quantise/rounding/grid.ts';
import {
  type Grid,
  type Levels,
  type Rounding,
  roundings,
  toGrid,
} from '../../src/quantise/rounding/index.ts';
import { leastSquaresScale } from '../../src/quantise/rounding/least-squares.ts';
import { scaleOfLargest } from '../../src/quantise/rounding/nearest.ts';

const gridOf = (most: number, group = 1, mostOfRow = Infinity): Grid => ({
  most,
  group,
  mostOfRow,
  storable: Math.fround,
});

/** The weights that levels stand for. */
const decoded = ({ scales, levels }: Levels, columns: number, group: number): Float64Array => {
  const groups = Math.ceil(columns / group);
  return Float64Array.from(levels, (level, i) =>
    weightOf(level, scales[Math.floor(i / columns) * groups + Math.floor((i % columns) / group)]),
  );
};

const normals = (count: number, random: Random): Float64Array =>
  Float64Array.from({ length: count }, () => random.normal());

/** Vectors [samples × columns] that are mixtures of fewer sources, and the mean of x xᵀ. */
function correlated(columns: number, random: Random, samples = 200) {
  const sources = Math.max(1, columns >> 1);
  const mixing = normals(columns * sources, random);
  const x = new Float64Array(samples * columns);
  for (let s = 0; s < samples; s++) {
    const source = normals(sources, random);
    for (let k = 0; k < columns; k++) {
      x[s * columns + k] = 0.1 * random.normal();
      for (let j = 0; j < sources; j++) x[s * columns + k] += mixing[k * sources + j] * source[j];
    }
  }
  const moments = new Float64Array(columns * columns);
  for (let s = 0; s < samples; s++)
    for (let i = 0; i < columns; i++)
      for (let j = 0; j < columns; j++)
        moments[i * columns + j] += (x[s * columns + i] * x[s * columns + j]) / samples;
  return { x, moments };
}

/** ‖(W − Ŵ) X‖². */
function errorOfProducts(
  weights: Float64Array,
  stored: Float64Array,
  x: Float64Array,
  columns: number,
): number {
  let error = 0;
  for (let r = 0; r < weights.length; r += columns)
    for (let s = 0; s < x.length; s += columns) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += (weights[r + k] - stored[r + k]) * x[s + k];
      error += sum * sum;
    }
  return error;
}

describe('least squares', () => {
  const short = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 });

  property.prop([short.filter((row) => row.some((w) => w !== 0)), fc.constantFrom(3, 7, 15)])(
    'finds a scale as good as the best of 4,000 that brute force tries',
    (row, most) => {
      const weights = Float64Array.from(row);
      const largest = Math.max(...row.map(Math.abs));
      const distance = (scale: number): number => Math.sqrt(squaredError(weights, scale, most));
      let best = Infinity;
      for (let i = 1; i <= 4000; i++) best = Math.min(best, distance((i / 4000) * 2 * largest));
      // and what f32 makes of scale and weights
      expect(distance(leastSquaresScale(weights, gridOf(most), 0))).toBeLessThanOrEqual(
        best + 1e-6 * largest + 1e-40,
      );
    },
  );

  test('clips an outlier of many weights, and finds a grid that is there', () => {
    const many = Float64Array.from({ length: 64 }, (_, i) => Math.sin(3 * i));
    many[5] = 2.4;
    expect(leastSquaresScale(many, gridOf(7), 0)).toBeLessThan(0.95 * scaleOfLargest(many, gridOf(7), 0));
    const exact = Float64Array.of(0.5, -1.5, 2.5, 3);
    expect(squaredError(exact, leastSquaresScale(exact, gridOf(7), 0), 7)).toBe(0);
    expect(squaredError(exact, scaleOfLargest(exact, gridOf(7), 0), 7)).toBeGreaterThan(0.01);
  });

  property.prop([short, fc.double({ min: 0.001, max: 1, noNaN: true })])(
    'keeps to the least scale',
    (row, least) => {
      expect(leastSquaresScale(Float64Array.from(row), gridOf(127), least)).toBeGreaterThanOrEqual(
        Math.fround(least),
      );
    },
  );
});

describe('compensated', () => {
  /** OPTQ as Frantar et al. (2022) write it: with the inverse of H, column by column. */
  function optq(
    weights: Float64Array,
    scale: number,
    most: number,
    H: Float64Array,
    order: readonly number[],
  ) {
    const n = weights.length;
    const row = weights.slice();
    const levels = new Int16Array(n);
    const left = [...order];
    for (const k of order) {
      // the inverse of H in the columns that are left
      const m = left.length;
      const A = left.map((i) => [...left.map((j) => H[i * n + j]), ...left.map((j) => Number(i === j))]);
      for (let i = 0; i < m; i++) {
        const pivot = A[i][i];
        A[i] = A[i].map((a) => a / pivot);
        for (let j = 0; j < m; j++) {
          const factor = A[j][i];
          if (j !== i) A[j] = A[j].map((a, c) => a - factor * A[i][c]);
        }
      }
      const inverse = (i: number, j: number): number => A[left.indexOf(i)][m + left.indexOf(j)];
      levels[k] = levelOf(row[k], scale, most);
      const error = (row[k] - weightOf(levels[k], scale)) / inverse(k, k);
      for (const j of left) if (j !== k) row[j] -= error * inverse(k, j);
      left.shift();
    }
    return levels;
  }

  property.prop([fc.integer({ min: 1, max: 2 ** 30 }), fc.integer({ min: 1, max: 9 })])(
    'gives the levels of OPTQ',
    (seed, columns) => {
      const random = new Random(seed);
      const { moments } = correlated(columns, random);
      for (let k = 0; k < columns; k++) moments[k * columns + k] += 0.01;
      const weights = normals(columns, random);
      const order = [...weights.keys()].sort(() => random.next() - 0.5);
      const scale = scaleOfLargest(weights, gridOf(7), 0);
      const factor = new Factor(moments, columns, [...order].reverse());
      const { levels } = compensate(weights, Float32Array.of(scale), gridOf(7, columns), factor);
      expect(levels).toEqual(optq(weights, scale, 7, moments, order));
    },
  );

  property.prop([fc.integer({ min: 1, max: 2 ** 30 }), fc.constantFrom(7, 127)], { numRuns: 40 })(
    'makes the error of products less than half of that of the nearest levels, where vectors are correlated',
    (seed, most) => {
      const random = new Random(seed);
      const [rows, columns] = [12, 24];
      const { x, moments } = correlated(columns, random);
      const weights = normals(rows * columns, random);
      const errorOf = (rounding: Rounding): number => {
        const made = toGrid(weights, rows, columns, gridOf(most, columns), { rounding, moments });
        return errorOfProducts(weights, decoded(made, columns, columns), x, columns);
      };
      expect(errorOf('compensated')).toBeLessThan(0.5 * errorOf('nearest'));
      expect(errorOf('compensated')).toBeLessThan(errorOf('least-squares'));
    },
  );

  property.prop([fc.integer({ min: 1, max: 2 ** 30 }), fc.constantFrom(2, 3, 8)], { numRuns: 40 })(
    'has a scale for each group of columns, and is no worse than the nearest levels',
    (seed, group) => {
      const random = new Random(seed);
      const [rows, columns] = [4, 11];
      const { x, moments } = correlated(columns, random);
      const weights = normals(rows * columns, random);
      // its measure: products and, for what was not recorded, a little of the weights
      const trace = Array.from({ length: columns }, (_, k) => moments[k * columns + k]).reduce(
        (a, b) => a + b,
      );
      const damping = (0.01 * trace) / columns;
      const errorOf = (rounding: Rounding): number => {
        const made = toGrid(weights, rows, columns, gridOf(7, group), { rounding, moments });
        expect(made.scales).toHaveLength(rows * Math.ceil(columns / group));
        const stored = decoded(made, columns, group);
        const own = weights.reduce((sum, w, i) => sum + (w - stored[i]) ** 2, 0);
        return errorOfProducts(weights, stored, x, columns) / (x.length / columns) + damping * own;
      };
      const compensated = errorOf('compensated');
      for (const other of ['nearest', 'least-squares'] as const)
        expect(compensated).toBeLessThanOrEqual(errorOf(other) * (1 + 1e-9));
    },
  );

  test('leaves zeros alone, which may be synapses that there are not', () => {
    const random = new Random(3);
    const columns = 16;
    const { moments } = correlated(columns, random);
    const weights = normals(8 * columns, random).map((w, i) => ((i * 7) % 3 === 0 ? 0 : w));
    const { levels } = toGrid(weights, 8, columns, gridOf(127, columns), {
      rounding: 'compensated',
      moments,
    });
    weights.forEach((w, i) => {
      if (w === 0) expect(levels[i]).toBe(0);
    });
    expect(levels.filter((level) => level !== 0).length).toBeGreaterThan(0.6 * levels.length);
  });

  test('without anything recorded, or with vectors that were always zero, is least squares', () => {
    const weights = normals(24, new Random(1));
    const made = (rounding: Rounding, moments?: Float64Array) =>
      toGrid(weights, 3, 8, gridOf(7, 8), { rounding, moments });
    expect(made('compensated')).toEqual(made('least-squares'));
    expect(made('compensated', new Float64Array(64))).toEqual(made('least-squares'));
  });
});

describe.each(roundings)('%s', (rounding) => {
  const magnitude = fc.constantFrom(0, 1e-300, 1e-45, 1e-43, 1e-40, 1e-36, 1e-3, 1, 1e3, 1e30, 3e38);
  const columns = 6;
  const row = fc.tuple(
    magnitude,
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: columns, maxLength: columns }),
  );
  const { moments } = correlated(columns, new Random(8));

  property.prop([fc.array(row, { minLength: 1, maxLength: 5 }), fc.constantFrom(7, 127, 32767)], {
    numRuns: 1000,
  })(
    'takes rows from 1e-300 to 3e38: levels in range, finite weights, no row worse than its bound',
    (rows, most) => {
      const weights = Float64Array.from(rows.flatMap(([size, values]) => values.map((w) => size * w)));
      const { scales, levels } = toGrid(weights, rows.length, columns, gridOf(most, columns), {
        rounding,
        moments,
      });
      rows.forEach((_, r) => {
        const scale = scales[r];
        expect(scale >= 0 && scale < Infinity).toBe(true);
        const given = weights.subarray(r * columns, (r + 1) * columns);
        const nearest = scaleOfLargest(given, gridOf(most), 0);
        given.forEach((w, k) => {
          const level = levels[r * columns + k];
          expect(Math.abs(level)).toBeLessThanOrEqual(most);
          expect(Number.isFinite(weightOf(level, scale))).toBe(true);
          // half a level, and what f32 makes of scale and product; a weight that is clipped or moved is bounded below
          const ulp = (x: number): number => Math.max(2 ** -149, Math.abs(x) * 2 ** -23);
          const half = scale / 2 + most * ulp(scale) + ulp(w);
          if (rounding === 'nearest') expect(Math.abs(w - weightOf(level, scale))).toBeLessThanOrEqual(half);
        });
        const own = given.reduce((sum, w, k) => sum + (w - weightOf(levels[r * columns + k], scale)) ** 2, 0);
        if (rounding === 'least-squares') expect(own).toBeLessThanOrEqual(squaredError(given, nearest, most));
      });
    },
  );

  property.prop([fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 64, maxLength: 64 })])(
    'keeps the levels of a row to what they may sum to',
    (given) => {
      const wide = correlated(64, new Random(2), 80).moments;
      const limited = gridOf(32767, 64, 65535);
      const { levels } = toGrid(Float64Array.from(given), 1, 64, limited, { rounding, moments: wide });
      expect(levels.reduce((sum, level) => sum + Math.abs(level), 0)).toBeLessThanOrEqual(65535);
    },
  );

  test('a weight that is NaN or beyond f32 is not made a number', () => {
    for (const bad of [Number.NaN, Infinity, 1e42]) {
      const weights = Float64Array.of(1, bad, 0.5, 0.25, 0, 1);
      const made = toGrid(weights, 1, columns, gridOf(127, columns), { rounding, moments });
      expect(Number.isFinite(decoded(made, columns, columns)[1])).toBe(false);
    }
  });
});
