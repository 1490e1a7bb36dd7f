/** e^x, the logistic function and tanh of the trainer's kernels: V8's bits, and how far they are from the exact values. */
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/data/random.ts';
import { logistic } from '../../src/ops/sigmoid.ts';
import { moduleOf } from '../interpreter/builds.ts';

interface Kernels {
  readonly memory: WebAssembly.Memory;
  trainers(f: number, at: number, count: number): void;
}

const functions = [
  { name: 'e^x', f: Math.exp, exact: (x: number) => exponential(x), ulps: 1 },
  { name: 'the logistic function', f: logistic, exact: null, ulps: 0 },
  { name: 'tanh x', f: Math.tanh, exact: hyperbolic, ulps: 2 },
] as const;

const kernels = new WebAssembly.Instance(moduleOf('math')).exports as unknown as Kernels;
const COUNT = 100_000;
const AT = 65536;
kernels.memory.grow(1 + Math.ceil((8 * COUNT) / 65536));
const values = new Float64Array(kernels.memory.buffer, AT, COUNT);
const given = new Float64Array(COUNT);
const words = new Uint32Array(given.buffer);
const patterns = new BigUint64Array(given.buffer);

/** Where a formula begins or ends to hold, and what no formula holds for. */
const edges = [
  [0, -0, Infinity, -Infinity, NaN, 1, 5e-324, 2.2250738585072014e-308, 1e-300, 2 ** -54, 2 ** -28, 2 ** -27],
  [0.5 * Math.LN2, 0.3465735912322998, 1.5 * Math.LN2, 1.0397207736968994, 0.5, 2],
  [6.5, 6.75, 6.76, 7, 13, 19.5, 19.75, 22, 28, 44, 708, 708.3964185322641, 709, 709.782712893384],
  [709.7827128933841, 710, 740, 745, 745.1332191019411, 745.1332191019412, 746, 750, 1e10, 1e300],
].flat();

/** How arguments are drawn. */
const draws: readonly ((random: Random, i: number) => void)[] = [
  (random, i) => {
    words[2 * i] = random.next() * 2 ** 32;
    words[2 * i + 1] = random.next() * 2 ** 32;
  },
  ...[4, 20, 60, 1500].map((width) => (random: Random, i: number) => {
    given[i] = width * (random.next() - 0.5);
  }),
  (random, i) => {
    given[i] = (random.next() - 0.5) * 2 ** -Math.floor(60 * random.next());
  },
  // beside every place where the multiple of ln 2 changes
  (random, i) => {
    const half = Math.round(64 * (random.next() - 0.5)) + 0.5;
    given[i] = half * Math.LN2 * (random.next() < 0.5 ? 0.5 : 1);
    patterns[i] += BigInt(Math.floor(9 * random.next()) - 4);
  },
  (random, i) => {
    const edge = edges[Math.floor(edges.length * random.next())];
    given[i] = random.next() < 0.5 ? -edge : edge;
    if (Number.isFinite(edge) && edge !== 0) patterns[i] += BigInt(Math.floor(9 * random.next()) - 4);
  },
];

describe.each(functions.map((one, id) => ({ ...one, id })))('$name', ({ f, id }) => {
  test('has the bits of V8 for 2.4 million arguments, edges among them', () => {
    const random = new Random(7);
    const seen = new Set<string>();
    for (let round = 0; round < 3 * draws.length; round++) {
      for (let i = 0; i < COUNT; i++) draws[round % draws.length](random, i);
      values.set(given);
      kernels.trainers(id, AT, COUNT);
      let wrong = 0;
      for (let i = 0; i < COUNT; i++) if (!Object.is(values[i], f(given[i]))) wrong++;
      expect(wrong).toBe(0);
      for (const edge of edges) if (given.includes(edge)) seen.add(String(edge));
    }
    expect(seen.size).toBeGreaterThan(edges.length - 4);
  });
});

/** Fractions of 2^−BITS. */
const BITS = 1200n;
const ONE = 1n << BITS;

/** A number as a fraction of 2^−BITS: exactly, for no number here is below 2^−1074. */
function fraction(x: number): bigint {
  const [bits] = new BigInt64Array(new Float64Array([Math.abs(x)]).buffer);
  const exponent = bits >> 52n;
  const mantissa = (bits & (2n ** 52n - 1n)) + (exponent > 0n ? 2n ** 52n : 0n);
  const size = mantissa << (BITS - 1074n + (exponent > 0n ? exponent - 1n : 0n));
  return x < 0 ? -size : size;
}

/** e^x by the series of e^(x / 2^16), squared 16 times. */
function exponential(x: number): bigint {
  const small = fraction(x) >> 16n;
  let sum = ONE;
  for (let term = ONE, n = 1n; term !== 0n && term !== -1n; n++) {
    term = ((term * small) >> BITS) / n;
    sum += term;
  }
  for (let i = 0; i < 16; i++) sum = (sum * sum) >> BITS;
  return sum;
}

function hyperbolic(x: number): bigint {
  const square = exponential(2 * x);
  return ((square - ONE) << BITS) / (square + ONE);
}

/** How many units in the last place of the exact value a number is off. */
function ulps(y: number, exact: bigint): number {
  const size = Math.abs(y);
  const exponent = Math.max(-1022, Math.floor(Math.log2(size)));
  const off = fraction(y) - exact;
  return Number(((off < 0n ? -off : off) * 1000n) / fraction(2 ** (exponent - 52))) / 1000;
}

const measured = functions.flatMap((one, id) => (one.exact ? [{ ...one, id }] : []));
test.each(measured)(
  '$name is off by less than $ulps units in the last place',
  ({ exact, ulps: bound, id }) => {
    const random = new Random(11);
    const arguments_ = Array.from({ length: 3000 }, (_, i) => [1, 4, 20, 44][i % 4] * (random.next() - 0.5));
    given.set(arguments_);
    values.set(given);
    kernels.trainers(id, AT, 3000);
    let worst = 0;
    arguments_.forEach((x, i) => {
      worst = Math.max(worst, ulps(values[i], (exact as (x: number) => bigint)(x)));
    });
    expect(worst).toBeLessThan(bound);
    expect(worst).toBeGreaterThan(0.5);
  },
);
