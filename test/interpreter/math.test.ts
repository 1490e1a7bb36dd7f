import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { approximations, kinds } from '../../bench/approximations/list.ts';
import { bitsOf, type MathModule, scan } from '../../bench/approximations/scan.ts';
import { roundedUp } from '../../bench/approximations/write.ts';
import { normalDistribution } from '../../src/ops/gelu.ts';
import { moduleOf } from './builds.ts';

type Scalar = (x: number) => number;
const math = new WebAssembly.Instance(moduleOf('math')).exports as unknown as MathModule;

const reference: Record<string, Scalar> = {
  exp: Math.exp,
  gate: (x) => 1 / (1 + Math.exp(-2 * x)),
  gelu: (x) => x * normalDistribution(x),
  phi1: (z) => (z === 0 ? 1 : -Math.expm1(-z) / z),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  silu: (x) => x / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  tanh: Math.tanh,
};
const idOf = (name: string): number => Object.keys(reference).indexOf(name);
const scalar = (name: string, x: number): number => math.scalar(idOf(name), x);
const vector = (name: string, x: number): number => math.vector(idOf(name), x);

/** A float every so often, of all exponents: `npm run bench:approximations` goes through all. */
const STRIDE = 997;

describe.each(approximations)('$name on [$from, $to]', (approximation) => {
  const { id, kind, error, worst, file } = approximation;

  it('is nowhere off by more than its bound, and has the same bits in scalar and SIMD', () => {
    const found = scan(math, approximation, STRIDE);
    expect(found.different).toBe(0);
    expect(found.error, `at ${found.worst}`).toBeLessThanOrEqual(error);
    expect(found.floats).toBeGreaterThan(1e6);
  });

  it('has the bound that is written down, where it is written down', () => {
    math.scan(id, kinds.indexOf(kind), bitsOf(worst), bitsOf(worst), 1);
    expect(roundedUp(math.worst.value)).toBe(error);
  });

  it('states the bound in its file and in docs/format.md', () => {
    expect(readFileSync(`assembly/math/${file}.ts`, 'utf8')).toContain(error.toExponential());
    const [, table] = readFileSync('docs/format.md', 'utf8').split('### Approximations');
    expect(table.split('NaN stays NaN')[0]).toContain(`${error.toExponential()} ${kind}`);
  });
});

describe.each(Object.entries(reference))('what %s is measured by', (name, exact) => {
  it('is what JavaScript computes', () => {
    for (let i = -3000; i <= 3000; i++) {
      const x = Math.sign(i) * 1e-7 * 1.0075 ** Math.abs(i);
      if ((name === 'exp' || name === 'phi1') && Math.abs(x) > 600) continue;
      const [want, got] = [exact(x), math.reference(idOf(name), x)];
      const size = name === 'gelu' || name === 'silu' ? Math.abs(x) : Math.abs(want);
      expect(Math.abs(got - want), `at ${x}`).toBeLessThanOrEqual(1e-13 * size + 1e-300);
    }
  });
});

describe('at and beyond the borders', () => {
  it.each(Object.keys(reference))('%s keeps NaN', (name) => {
    expect(scalar(name, Number.NaN)).toBeNaN();
    expect(vector(name, Number.NaN)).toBeNaN();
  });

  it.each([
    ['exp', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['exp', 88.73, Number.POSITIVE_INFINITY],
    ['exp', -87.34, 0],
    ['exp', Number.NEGATIVE_INFINITY, 0],
    ['exp', 0, 1],
    ['softplus', -87.34, 0],
    ['softplus', Number.NEGATIVE_INFINITY, 0],
    ['softplus', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['softplus', 100, 100],
    ['phi1', 0, 1],
    ['phi1', 1000, Math.fround(1 / 1000)],
    ['phi1', Number.POSITIVE_INFINITY, 0],
    ['tanh', 0, 0],
    ['sigmoid', 0, 0.5],
    ['gate', 0, 0.5],
    ['gelu', 0, 0],
    ['gelu', 5, 5],
    ['gelu', 3e38, Math.fround(3e38)],
    ['gelu', -5, -0],
    ['gelu', -3e38, -0],
  ])('%s(%d) = %d', (name, x, y) => {
    expect(scalar(name, x)).toBe(y);
    expect(vector(name, x)).toBe(y);
  });

  it('tanh stays in [−1, 1], sigmoid and gate in [0, 1], gelu and silu between 0 and x', () => {
    const word = new Uint32Array(1);
    const float = new Float32Array(word.buffer);
    for (let pattern = 0; pattern < 2 ** 32; pattern += 3001) {
      word[0] = pattern;
      const x = float[0];
      if (!Number.isFinite(x)) continue;
      if (Math.abs(scalar('tanh', x)) > 1) expect.fail(`tanh(${x})`);
      for (const name of ['sigmoid', 'gate']) {
        const y = scalar(name, x);
        if (!(y >= 0 && y <= 1)) expect.fail(`${name}(${x})`);
      }
      for (const name of ['gelu', 'silu']) {
        const y = scalar(name, x);
        if (x < 0 ? !(y >= x && y <= 0) : !(y >= 0 && y <= x)) expect.fail(`${name}(${x})`);
      }
    }
  });
});

describe('Φ in float64, which gelu is measured by', () => {
  // computed with mpmath's ncdf at 30 digits
  it.each([
    [0.5, 0.6914624612740131],
    [1, 0.8413447460685429],
    [2, 0.9772498680518208],
    [3, 0.9986501019683699],
    [4.5, 0.9999966023268753],
    [6, 0.9999999990134123],
  ])('Φ(%d) = %d', (x, y) => {
    expect(Math.abs(normalDistribution(x) - y)).toBeLessThanOrEqual(1e-15);
    expect(Math.abs(normalDistribution(-x) - (1 - y))).toBeLessThanOrEqual(1e-15);
  });

  it('is 0, 1 or NaN where its argument says so', () => {
    expect([-40, -Infinity, 40, Infinity, Number.NaN].map(normalDistribution)).toEqual([
      0,
      0,
      1,
      1,
      Number.NaN,
    ]);
  });
});
