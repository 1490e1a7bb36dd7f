import { expect, test } from 'vitest';
import { type Contest, outcomeOf, partsApart, verdict } from '../../src/measure/verdict.ts';

const shown = (x: number): string => String(Number(x.toPrecision(3)));
const contest = (error: number, ...baselines: readonly [string, number][]): Contest => ({
  measure: 'test MSE',
  model: { name: 'temp.mns', error },
  baselines: baselines.map(([name, error]) => ({ name, error })),
  shown,
});
const tries = ['--cell gru', 'a longer --window (64)', 'more --units (32)'];

test.each<[string, Contest, string]>([
  [
    'better',
    contest(0.045, ['zero', 3], ['linear, 5 lags', 0.146]),
    'temp.mns is 3.2 times better than the best baseline, linear, 5 lags (test MSE 0.045 against 0.146)',
  ],
  [
    'worse',
    contest(0.88, ['persistence', 0.05], ['zero', 9]),
    'temp.mns is WORSE than the best baseline, persistence: test MSE 0.88 against 0.05, 17.6 times: try --cell gru, a longer --window (64) or more --units (32)',
  ],
  [
    'within 5 %',
    contest(1.04, ['persistence', 1]),
    'temp.mns is only as good as the best baseline, persistence (test MSE 1.04 against 1): try --cell gru, a longer --window (64) or more --units (32)',
  ],
  [
    'far better',
    contest(1, ['zero', 123_456]),
    'temp.mns is 123,000 times better than the best baseline, zero (test MSE 1 against 123000)',
  ],
  [
    'worse than a baseline that is exact but for rounding',
    contest(0.5, ['linear, 2 lags', 9e-17]),
    'temp.mns is WORSE than the best baseline, linear, 2 lags: test MSE 0.5 against 9e-17, over a million times: try --cell gru, a longer --window (64) or more --units (32)',
  ],
  [
    'exact',
    contest(0, ['zero', 2]),
    'temp.mns is exact, and better than the best baseline, zero (test MSE 0 against 2)',
  ],
  [
    'worse than an exact baseline',
    contest(0.1, ['persistence', 0]),
    'temp.mns is WORSE than the best baseline, persistence: test MSE 0.1 against 0: try --cell gru, a longer --window (64) or more --units (32)',
  ],
  [
    'both exact',
    contest(0, ['persistence', 0]),
    'temp.mns is only as good as the best baseline, persistence (test MSE 0 against 0): try --cell gru, a longer --window (64) or more --units (32)',
  ],
])('%s', (_, given, text) => {
  expect(verdict(given, tries)).toBe(text);
});

test('without advice there is none, and the baselines may have another name', () => {
  expect(verdict(contest(2, ['zero', 1]), [], 'the best of all')).toBe(
    'temp.mns is WORSE than the best of all, zero: test MSE 2 against 1, 2 times',
  );
  expect(verdict(contest(2, ['zero', 1]), ['more --units (8)'])).toMatch(/: try more --units \(8\)$/);
});

test('the best baseline has the smallest error; a model that is not finite is worse', () => {
  expect(outcomeOf(contest(2, ['a', 3], ['b', 1], ['c', 2]))).toMatchObject({
    best: { name: 'b' },
    ratio: 2,
    call: 'worse',
  });
  expect(outcomeOf(contest(Number.POSITIVE_INFINITY, ['a', 3])).call).toBe('worse');
  expect(() => outcomeOf(contest(1))).toThrow('a verdict needs at least one baseline');
});

test('parts that differ by a factor of 3 or more are told apart', () => {
  const of = (validation: number, test: number, resolution = 0, isEnd = true) =>
    partsApart('temp.mns', { measure: 'MSE', validation, test, shown, resolution, isEnd });
  expect([of(1, 2.9), of(1, 0.1), of(0, 0)]).toEqual([null, null, null]);
  expect(of(0.052, 0.884)).toBe(
    'temp.mns is 17 times worse on the test part than on the validation part (MSE 0.884 against 0.052): the end of the data ' +
      'differs from the rest, so expect such errors where data are unlike those of the training',
  );
  expect(of(0, 1)).toContain('is worse on the test part');
  expect(of(1, 9, 0, false)).toContain(': its recordings differ from the rest');
  // one recording of seven is chance, four of eight are not
  expect(of(0, 1 / 8, 1 / 7)).toBe(null);
  expect(of(0, 4 / 8, 1 / 7)).toContain('is worse on the test part');
});

test('a second measure is told where it turns the order around', () => {
  const of = (model: number, best: number): string =>
    verdict(
      {
        ...{ measure: 'wrong', second: 'by class', shown },
        model: { name: 'm', error: 0.12, second: model },
        baselines: [{ name: 'always a', error: 0.1, second: best }],
      },
      [],
    );
  expect(of(0.2, 0.5)).toBe(
    'm is WORSE than the best baseline, always a: wrong 0.12 against 0.1, 1.2 times, but by class 0.2 against 0.5',
  );
  expect(of(0.6, 0.5)).not.toContain('by class');
});
