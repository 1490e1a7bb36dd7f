import { expect, test } from 'vitest';
import { bitsOf, countBaselines, nextClass } from '../../src/measure/next-class.ts';
import type { Predictor } from '../../src/measure/predictor.ts';

const always = (...probabilities: number[]): Predictor => ({
  reset() {},
  step: () => probabilities,
  probe: () => [],
  state: () => new Float64Array(0),
  setState() {},
});

test('inputs are one-hot and targets the classes after', () => {
  const { length, inputs, targets } = nextClass(Uint8Array.of(2, 0, 1), 3);
  expect([length, [...inputs], [...targets]]).toEqual([2, [0, 0, 1, 1, 0, 0], [0, 1]]);
});

test('bits are −log₂ of the probability of what came, and an impossible class costs 100', () => {
  const sequence = nextClass(Uint8Array.of(0, 1, 0, 2), 3);
  expect(bitsOf(always(0.5, 0.25, 0.25), sequence)).toBeCloseTo((2 + 1 + 2) / 3, 12);
  expect(bitsOf(always(0.5, 0.5, 0), sequence)).toBeCloseTo((1 + 1 + 100) / 3, 12);
});

test('counting baselines: uniform, frequencies, frequencies after each class', () => {
  const cycle = Uint8Array.from({ length: 400 }, (_, t) => [0, 1, 0, 2][t % 4]);
  const [uniform, unigram, bigram] = countBaselines(cycle, cycle, 4).map(({ errors }) => errors.bits);
  expect(uniform).toBe(2);
  const share = (n: number) => -Math.log2((n + 1) / 404);
  expect(unigram).toBeCloseTo((199 * share(200) + 100 * share(100) + 100 * share(100)) / 399, 9);
  const after0 = -Math.log2(101 / 204);
  expect(bigram).toBeCloseTo(
    (200 * after0 - 100 * Math.log2(101 / 104) - 99 * Math.log2(100 / 103)) / 399,
    9,
  );
});

test('what only the training part has seen does not help, and what it has not seen is possible', () => {
  const [, unigram, bigram] = countBaselines(Uint8Array.of(0, 0, 0), Uint8Array.of(1, 1), 2);
  expect(unigram.errors.bits).toBeCloseTo(-Math.log2(1 / 5), 12);
  expect(bigram.errors.bits).toBeCloseTo(1, 12);
});
