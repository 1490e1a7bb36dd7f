/** Folds: what each trains on, and what it is tested on. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folds } from '../../src/data/folds.ts';
import type { Dataset } from '../../src/data/sequence.ts';
import { split } from '../../src/data/split.ts';
import { labelled, names, numbered, own, parts, samples } from './numbered.ts';

const isAscending = (list: readonly number[]): boolean => list.every((x, i) => i === 0 || x > list[i - 1]);

describe('folds', () => {
  const k = fc.integer({ min: 2, max: 6 });
  const sizes = fc.array(fc.integer({ min: 60, max: 700 }), { minLength: 1, maxLength: 3 });

  test('rolling: each trains only on what comes before, and no fold sees the test part', () => {
    fc.assert(
      fc.property(sizes, k, fc.integer({ min: 1, max: 20 }), (all, count, lead) => {
        const data = numbered(all);
        const kept = new Set(samples(split(data).test));
        const made = folds(data, count, { ahead: lead });
        expect(made).toHaveLength(count);
        for (const fold of made) {
          const seen = parts(fold).flatMap(samples);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen.filter((sample) => kept.has(sample))).toHaveLength(0);
          for (const { name } of data.recordings) {
            const of = (part: Dataset) => part.recordings.filter((one) => one.name === name).flatMap(own);
            const learnt = [...of(fold.train), ...of(fold.validation)].sort((a, b) => a - b);
            const tested = of(fold.test);
            expect(learnt[learnt.length - 1]).toBe(tested[0] - 1);
          }
        }
        const tested = made.map((fold) => samples(fold.test));
        for (const { values, length } of data.recordings) {
          const mine = tested.flat().filter((x) => x >= values[0] && x < values[0] + length);
          // the second half of what lies before the test part, in order, without a hole
          expect(isAscending(mine)).toBe(true);
          expect(mine[mine.length - 1] - mine[0] + 1).toBe(mine.length);
        }
      }),
    );
  });

  test('blocked: each sample before the test part tests once', () => {
    fc.assert(
      fc.property(sizes, k, (all, count) => {
        const data = numbered(all);
        const made = folds(data, count);
        const { train, validation } = split(data);
        const body = [...samples(train), ...samples(validation)].sort((a, b) => a - b);
        expect(made.flatMap((fold) => samples(fold.test)).sort((a, b) => a - b)).toEqual(body);
        for (const fold of made) {
          expect(
            parts(fold)
              .flatMap(samples)
              .sort((a, b) => a - b),
          ).toEqual(body);
          expect(fold.validation.recordings.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  test('whole recordings: rolling in order, blocked by label', () => {
    const data = numbered(new Array(14).fill(8));
    const rolling = folds(data, 3, { ahead: 1 });
    expect(rolling.map((fold) => names(fold.test))).toEqual([
      ['r5', 'r6'],
      ['r7', 'r8'],
      ['r9', 'r10'],
    ]);
    for (const { train, validation, test: tested } of rolling)
      for (const name of [...names(train), ...names(validation)])
        expect(Number(name.slice(1))).toBeLessThan(Number(names(tested)[0].slice(1)));

    const sorted = labelled([0, 1, 2].flatMap((label) => new Array<number>(10).fill(label)));
    const kept = names(split(sorted, { label: 'label' }).test);
    const dealt = folds(sorted, 4, { label: 'label' });
    expect([...dealt.flatMap((fold) => names(fold.test)), ...kept].sort()).toEqual(names(sorted).sort());
    for (const fold of dealt)
      for (const part of parts(fold))
        expect(new Set(part.recordings.map(({ values }) => values[3])).size).toBe(3);
  });

  test('what cannot be is refused', () => {
    expect(() => folds(numbered([9]), 5)).not.toThrow();
    expect(() => folds(numbered([9]), 5, { ahead: 1 })).toThrow(
      'r0: 7 samples before the test part are too few for 5 folds',
    );
    expect(() => folds(numbered([2]), 2)).toThrow('too few for 2 folds');
    expect(() => folds(numbered(new Array(8).fill(5)), 4, { ahead: 1 })).toThrow(
      '6 recordings before the test part are too few for 4 folds',
    );
    expect(() => folds(numbered([90]), 1)).toThrow('folds: k must be a whole number ≥ 2');
    expect(() => folds(numbered([90]), 2, { validation: 'last' } as object)).toThrow('validation');
  });
});
