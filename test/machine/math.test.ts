import { describe, expect, it } from 'vitest';
import { normalDistribution } from '../../src/ops/gelu.ts';
import { moduleOf } from './builds.ts';

type Scalar = (x: number) => number;
const code = new WebAssembly.Instance(moduleOf('math')).exports as unknown as Record<string, Scalar>;

const reference: Record<string, Scalar> = {
  exp: Math.exp,
  gate: (x) => 1 / (1 + Math.exp(-2 * x)),
  gelu: (x) => x * normalDistribution(x),
  phi1: (z) => (z === 0 ? 1 : -Math.expm1(-z) / z),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  tanh: Math.tanh,
};

type Kind = 'absolute' | 'relative' | 'argument-relative';
/** What an error is measured by: of x · Φ(x) the error of Φ counts, down to the smallest normal float. */
const unit: Record<Kind, (x: number, exact: number) => number> = {
  absolute: () => 1,
  relative: (_, exact) => Math.abs(exact),
  'argument-relative': (x) => Math.max(Math.abs(x), 2 ** -126),
};

/** The errors that the files of assembly/math state. */
const STATED: [name: string, from: number, to: number, kind: Kind, maximum: number][] = [
  ['exp', -87.33, 88.7228, 'relative', 9e-8],
  ['phi1', 0, 8e37, 'relative', 1.3e-7],
  ['phi1', -88.7, 0, 'relative', 1.7e-7],
  ['gate', -3e38, 3e38, 'absolute', 2.5e-7],
  ['gelu', -3e38, 3e38, 'argument-relative', 1.1e-6],
  ['sigmoid', -3e38, 3e38, 'absolute', 2.5e-7],
  ['softplus', -87.33, 3e38, 'relative', 2.2e-7],
  ['tanh', -3e38, 3e38, 'absolute', 4.5e-7],
];

const word = new Int32Array(1);
const float = new Float32Array(word.buffer);
const bits = (x: number) => {
  float[0] = x;
  return word[0];
};

/** Floats of [from, to]: all exponents and both signs, evenly spaced in the part that is curved, and at random. */
function* scan(from: number, to: number): Generator<number> {
  for (let pattern = 0; pattern < 0x7f800000; pattern += 3001) {
    word[0] = pattern;
    const x = float[0];
    if (x >= from && x <= to) yield x;
    if (-x >= from && -x <= to) yield -x;
  }
  const low = Math.max(from, -90);
  const high = Math.min(to, 90);
  let seed = 1;
  for (let i = 0; i <= 300_000; i++) {
    yield Math.fround(low + ((high - low) * i) / 300_000);
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    yield Math.fround(low + (high - low) * (seed / 2 ** 32));
  }
}

describe.each(STATED)('%s on [%d, %d]', (name, from, to, kind, maximum) => {
  it(`has a ${kind} error of at most ${maximum}, the same bits in scalar and SIMD`, () => {
    let worst = 0;
    let where = 0;
    let different = 0;
    for (const x of scan(from, to)) {
      const y = code[`${name}Scalar`](x);
      if (bits(y) !== bits(code[`${name}Vector`](x))) different++;
      const exact = reference[name](x);
      const error = Math.abs(y - exact) / unit[kind](x, exact);
      if (!(error <= worst)) [worst, where] = [error, x];
    }
    expect(different).toBe(0);
    expect(worst, `at ${where}`).toBeLessThanOrEqual(maximum);
    expect(worst, 'the stated error is far too pessimistic').toBeGreaterThan(maximum / 2);
  });
});

describe('at and beyond the borders', () => {
  it.each(Object.keys(reference))('%s keeps NaN', (name) => {
    expect(code[`${name}Scalar`](Number.NaN)).toBeNaN();
    expect(code[`${name}Vector`](Number.NaN)).toBeNaN();
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
    expect(code[`${name}Scalar`](x)).toBe(y);
    expect(code[`${name}Vector`](x)).toBe(y);
  });

  it('tanh stays in [−1, 1], sigmoid and gate in [0, 1], gelu between 0 and x', () => {
    for (const x of scan(-3e38, 3e38)) {
      if (Math.abs(code.tanhScalar(x)) > 1) expect.fail(`tanh(${x})`);
      const s = code.sigmoidScalar(x);
      if (!(s >= 0 && s <= 1)) expect.fail(`sigmoid(${x})`);
      const g = code.gateScalar(x);
      if (!(g >= 0 && g <= 1)) expect.fail(`gate(${x})`);
      const y = code.geluScalar(x);
      if (x < 0 ? !(y >= x && y <= 0) : !(y >= 0 && y <= x)) expect.fail(`gelu(${x})`);
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
