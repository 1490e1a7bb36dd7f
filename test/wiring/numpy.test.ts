/** The generators, held to values that others published. */
import { expect, test } from 'vitest';
import { Generator } from '../../src/wiring/numpy/generator.ts';
import { Mt19937 } from '../../src/wiring/numpy/mt19937.ts';
import { Pcg64 } from '../../src/wiring/numpy/pcg64.ts';
import { RandomState } from '../../src/wiring/numpy/random-state.ts';
import { seedWords } from '../../src/wiring/numpy/seed-sequence.ts';

const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

test('MT19937 gives the reference words, and the 10000th that the C++ standard demands', () => {
  const twister = new Mt19937(5489);
  const words = times(10_000, () => twister.uint32());
  expect(words.slice(0, 5)).toEqual([3499211612, 581869302, 3890346734, 3586334585, 545404204]);
  expect(words[9999]).toBe(4123659995);
});

test("SeedSequence gives the words of NumPy's tests, which come from the C++ reference", () => {
  expect(seedWords([3735928559, 195939070, 229505742, 305419896], 4)).toEqual([
    3914649087, 576849849, 3593928901, 2229911004,
  ]);
  expect(seedWords([2766103236, 2883057919, 4029656435, 862374500], 4)).toEqual([
    296367413, 4262059219, 13109864, 3283683422,
  ]);
});

test('PCG64 gives the first words of numpy/random/tests/data/pcg64-testset-1.csv', () => {
  const words = [
    0x60d24054e17a0698n,
    0xd5e79d89856e4f12n,
    0xd254972fe64bd782n,
    0xf1e3072a53c72571n,
    0xd7c1d7393d4115c9n,
  ];
  const whole = new Pcg64(0xdeadbeaf);
  expect(times(5, () => whole.uint64())).toEqual(words);
  const halves = new Pcg64(0xdeadbeaf);
  for (const word of words) {
    expect(halves.uint32()).toBe(Number(word & 0xffff_ffffn));
    expect(halves.uint32()).toBe(Number(word >> 32n));
  }
});

test('choices of RandomState are those of numpy/random/tests/test_randomstate.py', () => {
  const numbers = [0, 1, 2, 3];
  const state = new RandomState(1234567890);
  expect(times(4, () => state.choice(numbers))).toEqual([2, 3, 2, 3]);
  expect(new RandomState(1234567890).sample(numbers, 3)).toEqual([0, 1, 3]);
});

// Printed by NumPy 2.4.6.
test('draws of default_rng are those that NumPy prints', () => {
  const generator = new Generator(42);
  expect(times(10, () => generator.integer(9))).toEqual([0, 7, 6, 4, 4, 8, 0, 6, 2, 0]);
  const sample = (population: number, size: number) => new Generator(42).sample(population, size).slice(0, 6);
  expect(sample(10, 6)).toEqual([6, 4, 8, 9, 3, 0]);
  expect(sample(20_000, 500)).toEqual([8305, 18068, 7297, 2318, 8047, 5653]);
  expect(sample(20_000, 300)).toEqual([10119, 15467, 2541, 8816, 1789, 12078]);
});

test('one number to choose from draws nothing', () => {
  for (const make of [() => new Generator(3), () => new RandomState(3)]) {
    const [drew, fresh] = [make(), make()];
    expect(drew.choice(['only'])).toBe('only');
    const numbers = times(1000, () => 0).map((_, k) => k);
    expect(times(9, () => drew.choice(numbers))).toEqual(times(9, () => fresh.choice(numbers)));
  }
});
