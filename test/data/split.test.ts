import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Dataset } from '../../src/data/sequence.ts';
import { everySecond, intervals, median, slice } from '../../src/data/sequence.ts';
import { select, split, statistics } from '../../src/data/split.ts';
import { numbered } from './numbered.ts';

const flat = (dataset: Dataset) => dataset.recordings.flatMap((recording) => [...recording.values]);

test('five or more recordings: whole ones, in order, none twice, none lost, no part empty', () => {
  const fraction = fc.integer({ min: 1, max: 100 });
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 60 }), fraction, fraction, fraction, (n, a, b, c) => {
      const sum = a + b + c;
      const data = numbered(new Array(n).fill(2));
      const { train, validation, test } = split(data, {
        fractions: [a / sum, b / sum, c / sum],
        validation: 'last',
      });
      for (const part of [train, validation, test]) expect(part.recordings.length).toBeGreaterThan(0);
      expect([...flat(train), ...flat(validation), ...flat(test)]).toEqual(flat(data));
    }),
  );
  const sizes = ({ train, validation, test }: ReturnType<typeof split>) =>
    [train, validation, test].map((part) => part.recordings.length);
  expect(sizes(split(numbered(new Array(20).fill(1))))).toEqual([14, 3, 3]);
  expect(sizes(split(numbered(new Array(10).fill(1)), { fractions: [0.7, 0.1, 0.1] }))).toEqual([7, 1, 1]);
  expect(sizes(split(numbered(new Array(31).fill(1)), { counts: [10, 5, 10] }))).toEqual([10, 5, 10]);
});

test('validation last: one block before the test part', () => {
  const { train, validation, test } = split(numbered([200]), { validation: 'last' });
  expect([flat(train).length, flat(validation).length, flat(test).length]).toEqual([140, 30, 30]);
  expect([...flat(train), ...flat(validation), ...flat(test)]).toEqual(flat(numbered([200])));
});

test('fewer than five recordings are each split in time, unless told otherwise', () => {
  const data = numbered([20, 40, 60, 20]);
  const { train, validation, test: unseen } = split(data, { validation: 'last' });
  for (const [part, lengths] of [
    [train, [14, 28, 42, 14]],
    [validation, [3, 6, 9, 3]],
    [unseen, [3, 6, 9, 3]],
  ] as const)
    expect(part.recordings.map(({ length }) => length)).toEqual(lengths);
  const whole = split(data, { by: 'recording', validation: 'last' });
  expect(whole.train.recordings.map(({ name }) => name)).toEqual(['r0', 'r1']);
  expect(whole.test.recordings.map(({ name }) => name)).toEqual(['r3']);
  expect(split(numbered(new Array(9).fill(20)), { by: 'time' }).test.recordings).toHaveLength(9);
});

test('splits that cannot be are refused', () => {
  expect(() => split(numbered([1, 1, 1]), { counts: [1, 1, 2] })).toThrow(
    'ask for 4 recordings, the data have 3',
  );
  expect(() => split(numbered([1, 1, 1]), { counts: [3, 0, 0] })).toThrow('integers ≥ 1');
  expect(() => split(numbered([9]), { fractions: [0.9, 0.2, 0.1] })).toThrow('sum to at most 1');
  expect(() => split(numbered([2]))).toThrow('r0: 2 samples cannot be split in three');
  expect(() => split(numbered([9, 9]), { by: 'recording' })).toThrow(
    '2 recordings cannot be split in three: split by time',
  );
  expect(() => select(numbered([1]), [1])).toThrow('there is no recording 1; the data have 1');
});

test('statistics: those of the formula; a constant channel has deviation 1', () => {
  const values = Float64Array.of(1, 0.1, 5, 0.1, 3, 0.1);
  const data = { channels: ['a', 'b'], recordings: [{ name: '', length: 3, channels: 2, values, dt: null }] };
  const { mean, std } = statistics(data);
  expect(mean[0]).toBeCloseTo(3, 12);
  expect(std[0]).toBeCloseTo(Math.sqrt(8 / 3), 12);
  expect(std[1]).toBe(1);
});

test('intervals keep their meaning when samples are cut out or skipped', () => {
  const dt = intervals([0, 1, 3, 6, 10, 15]);
  expect([...dt]).toEqual([3, 1, 2, 3, 4, 5]);
  const recording = { name: 'r', length: 6, channels: 1, values: Float64Array.of(0, 1, 3, 6, 10, 15), dt };
  expect([...slice(recording, 2, 4).dt!]).toEqual([2, 3]);
  expect([...everySecond(recording, 0).dt!]).toEqual([5, 3, 7]);
  expect([...everySecond(recording, 1).dt!]).toEqual([7, 5, 9]);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(() => slice(recording, 4, 4)).toThrow('no samples 4 … 4');
});
