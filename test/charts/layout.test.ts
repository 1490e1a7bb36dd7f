/** What the charts compute before they draw. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { levelsOf } from '../../src/charts/along-x.ts';
import { planMarks, rowsOf, spreadLabels } from '../../src/charts/labels.ts';
import { digits, duration } from '../../src/charts/number-format.ts';
import { dark, light, stylesOf, viridis } from '../../src/charts/palette.ts';
import { linearSplits, linearTicks, logSplits, logTick } from '../../src/charts/ticks.ts';
import { density } from '../../src/measure/latency.ts';

describe('numbers', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [8, '8'],
    [0.123456, '0.1235'],
    [1e-4, '0.0001000'],
    [9.9e-5, '9.900e-5'],
    [1e-12, '1.000e-12'],
    [1234.6, '1,235'],
    [1e6, '1.000e6'],
    [-2.5, '-2.500'],
    [Number.NaN, 'not finite'],
    [Number.POSITIVE_INFINITY, 'not finite'],
    [null, 'not finite'],
    [undefined, '—'],
  ])('%s has the digits %s', (x, text) => {
    expect(digits(x)).toBe(text);
  });

  test.each([
    [0, '0 ns'],
    [412.4, '412 ns'],
    [999.7, '1.00 µs'],
    [4780, '4.78 µs'],
    [4_200_000, '4.20 ms'],
    [3e9, '3.00 s'],
  ])('%s ns are %s', (ns, text) => {
    expect(duration(ns)).toBe(text);
  });

  test.each([
    [[-0.5, 0, 0.5], '-0.5 0.0 0.5'],
    [[0, 5, 10], '0 5 10'],
    [[0, 5000, 10000], '0 5,000 10,000'],
    [[0, 500_000, 1_000_000], '0 5.0e5 1.0e6'],
    [[1e-12, 2e-12], '1e-12 2e-12'],
    [[0], '0'],
  ])('ticks at %j read %s', (values, text) => {
    expect(linearTicks(values).join(' ')).toBe(text);
  });

  test('ticks of a logarithmic axis are short', () => {
    expect([1e-12, 1e-4, 0.5, 1000, 1e6].map(logTick)).toEqual(['1e-12', '0.0001', '0.5', '1,000', '1e6']);
  });
});

describe('ticks', () => {
  const magnitude = fc.double({ min: -12, max: 9, noNaN: true }).map((exponent) => 10 ** exponent);

  test.prop([magnitude, fc.double({ min: 1.001, max: 1e9, noNaN: true }), fc.integer({ min: 2, max: 12 })])(
    'ascend within the range and are no more than asked for',
    (min, factor, most) => {
      for (const splits of [linearSplits(min, min * factor, most), logSplits(min, min * factor, most)]) {
        expect(splits.length).toBeLessThanOrEqual(most);
        for (const [i, value] of splits.entries()) {
          expect(value).toBeGreaterThanOrEqual(min * (1 - 1e-6));
          expect(value).toBeLessThanOrEqual(min * factor * (1 + 1e-6));
          if (i > 0) expect(value).toBeGreaterThan(splits[i - 1]);
        }
      }
    },
  );

  test('are round', () => {
    expect(linearSplits(-1.9, 1.4, 8)).toEqual([-1.5, -1, -0.5, 0, 0.5, 1]);
    expect(linearSplits(3, 3, 5)).toEqual([3]);
    expect(logSplits(80, 1500, 6)).toEqual([100, 200, 500, 1000]);
    expect(logSplits(0.01, 100, 6)).toEqual([0.01, 0.1, 1, 10, 100]);
    expect(logSplits(1e-12, 1e6, 7)).toEqual([1e-12, 1e-9, 1e-6, 1e-3, 1, 1e3, 1e6]);
    expect(logSplits(0.09, 0.14, 5)).toEqual([0.1, 0.12, 0.14]);
  });
});

describe('labels', () => {
  const widths = fc.array(
    fc.tuple(fc.double({ min: 0, max: 600, noNaN: true }), fc.integer({ min: 5, max: 90 })),
    {
      minLength: 1,
      maxLength: 12,
    },
  );

  test.prop([widths])('of marks do not touch in their row and stay inside', (labels) => {
    const sorted = labels.sort((a, b) => a[0] - b[0]);
    const places = rowsOf(
      sorted.map(([centre]) => centre),
      sorted.map(([, width]) => width),
      600,
    );
    places.forEach(({ left, row }, i) => {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left + sorted[i][1]).toBeLessThanOrEqual(600);
      for (const [j, other] of places.entries())
        if (j < i && other.row === row) expect(other.left + sorted[j][1]).toBeLessThan(left);
    });
  });

  test('of marks become numbers where they find no room, and are explained', () => {
    const marks = Array.from({ length: 9 }, (_, i) => ({ at: 20 + 2 * i, label: `a long label ${i}` }));
    const widthOf = (text: string): number => 7 * text.length;
    const plan = planMarks(marks, [0, 60], 560, widthOf);
    expect(plan.labels.map(({ text }) => text)).toEqual([...'123456789']);
    expect(plan.explanation).toContain('9: a long label 8');
    const few = planMarks(marks.slice(0, 1), [0, 60], 560, widthOf);
    expect(few).toMatchObject({ labels: [{ text: 'a long label 0', row: 0 }], explanation: '' });
    expect(planMarks(marks, [100, 200], 560, widthOf).labels).toEqual([]);
  });

  test.prop([fc.array(fc.double({ min: 0, max: 280, noNaN: true }), { maxLength: 15 })])(
    'of baselines are apart, in order and inside',
    (places) => {
      const moved = spreadLabels(places, 14, [0, 280]).sort((a, b) => a - b);
      moved.forEach((place, i) => {
        expect(place).toBeGreaterThanOrEqual(-1e-9);
        expect(place).toBeLessThanOrEqual(280);
        if (i > 0) expect(place - moved[i - 1]).toBeGreaterThan(14 - 1e-9);
      });
    },
  );
});

describe('colours', () => {
  test.each([
    ['light', light],
    ['dark', dark],
  ])('of 56 series differ in colour or dash (%s)', (_, { colours }) => {
    const names = Array.from({ length: 56 }, (_, i) => `series ${i}`);
    const styles = stylesOf(names);
    expect(new Set(styles.map(({ colour, dash }) => `${colours[colour]} ${dash}`)).size).toBe(56);
  });

  test('are a contender’s own wherever it is drawn, and neutral for the truth', () => {
    const all = stylesOf(['LTC', 'GRU', 'LSTM'], ['LTC', 'GRU', 'LSTM']);
    const some = stylesOf(['truth', 'LSTM', 'noise'], ['LTC', 'GRU', 'LSTM']);
    expect(light.colours[some[0].colour]).toBe('#000000');
    expect(some[1]).toEqual(all[2]);
    expect(new Set([...all, some[0], some[2]].map(({ colour }) => colour)).size).toBe(5);
  });

  test('of a chart are all different where there are enough, however many contenders a claim has', () => {
    const contenders = Array.from({ length: 14 }, (_, i) => `contender ${i}`);
    const names = ['truth', ...[1, 3, 5, 13].map((i) => contenders[i])];
    expect(new Set(stylesOf(names, contenders).map(({ colour }) => colour)).size).toBe(5);
  });

  test('of heat maps lighten all the way', () => {
    const lightness = Array.from({ length: 101 }, (_, i) => {
      const [r, g, b] = viridis(i / 100);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
    for (let i = 1; i <= 100; i++) expect(lightness[i]).toBeGreaterThan(lightness[i - 1]);
    expect([viridis(-1), viridis(2)]).toEqual([viridis(0), viridis(1)]);
  });

  test('of heat maps are logarithmic where values differ much, and leave out what is not finite', () => {
    expect(levelsOf([[1, 2, Number.NaN, 3]])).toMatchObject({ min: 1, max: 3, log: false, clipped: false });
    const wide = levelsOf([
      [0.001, 100],
      [Number.POSITIVE_INFINITY, 0.1],
    ])!;
    expect(wide).toMatchObject({ min: 0.001, max: 100, log: true });
    expect(wide.level(0.1)).toBeCloseTo(0.4);
    expect(levelsOf([[-1, 1e6]])!.log).toBe(false);
    expect(levelsOf([[5, 5]])!.level(5)).toBe(0);
    expect(levelsOf([[Number.NaN]])).toBeNull();
  });

  test('of heat maps are not spent on single values far away', () => {
    const row = [1e6, ...Array.from({ length: 999 }, (_, i) => 1 + i / 999)];
    const levels = levelsOf([row])!;
    expect(levels).toMatchObject({ log: false, clipped: true });
    expect(levels.max).toBeLessThan(2.01);
  });
});

describe('densities of latencies', () => {
  test('hold all steps', () => {
    const { edges, shares } = density({ edges: [100, 200, 400, 1000], counts: [1, 2, 1] });
    const total = shares.reduce(
      (sum, share, i) => sum + (share * Math.log(edges[i + 1] / edges[i])) / Math.log(1.01),
      0,
    );
    expect(total).toBeCloseTo(100);
    expect(shares[1]).toBeCloseTo(2 * shares[0]);
  });

  test('join bins that rounding has left without width', () => {
    const { edges, shares } = density({ edges: [1, 1, 1, 2, 4], counts: [3, 4, 5, 6] });
    expect(edges).toEqual([1, 2, 4]);
    expect(shares[0]).toBeCloseTo(2 * shares[1]);
  });
});
