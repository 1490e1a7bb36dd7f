/** The mechanism itself: what a rule lets pass, and the words for what it does not. */
import { describe, expect, test } from 'vitest';
import { chosen } from '../../src/check/named.ts';
import { checkOptions, fields } from '../../src/check/options.ts';
import * as R from '../../src/check/rules.ts';

const rules = {
  count: R.whole(1),
  share: R.between(0, 1),
  rate: R.positive,
  kind: R.oneOf(['small', 'large']),
  on: R.flag,
  list: R.listOf(R.text),
  inner: R.orNull(fields({ name: R.needed(R.text) })),
};
const check = (given: object) => () => checkOptions('learn', given, rules as R.Rules<object>);

describe('what fits passes', () => {
  test.each([
    [{}],
    [{ count: 1, share: 0, rate: 1e-9, kind: 'small', on: false, list: [], inner: null }],
    [{ count: undefined, unknown: undefined }],
    [{ list: ['a', 'b'], inner: { name: 'x' } }],
  ])('%j', (given) => expect(check(given)).not.toThrow());
});

test.each([
  [{ cuont: 1 }, 'learn: no option "cuont": did you mean "count"?'],
  [{ qqqqqq: 1 }, 'learn: no option "qqqqqq": there are count, share, rate, kind, on, list, inner'],
  [{ count: 0 }, 'learn: count must be a whole number ≥ 1, not 0'],
  [{ count: 2.5 }, 'learn: count must be a whole number ≥ 1, not 2.5'],
  [{ count: '2' }, 'learn: count must be a whole number ≥ 1, not "2"'],
  [{ share: Number.NaN }, 'learn: share must be a number from 0 to 1, not NaN'],
  [{ rate: Infinity }, 'learn: rate must be a number > 0, not Infinity'],
  [{ kind: 'smal' }, 'learn: kind must be small or large, not "smal": did you mean "small"?'],
  [{ kind: 3 }, 'learn: kind must be small or large, not 3'],
  [{ on: 1 }, 'learn: on must be true or false, not 1'],
  [{ list: 'a' }, 'learn: list must be a list, not "a"'],
  [{ list: ['a', () => 0] }, 'learn: list[1] must be a text, not a function'],
  [{ inner: { nam: 'x' } }, 'learn: inner: no option "nam": did you mean "name"?'],
  [{ inner: {} }, 'learn: inner: name must be a text, not undefined'],
  [[], 'learn: options must be an object, not a list'],
  [null, 'learn: options must be an object, not null'],
  ['x', 'learn: options must be an object, not "x"'],
])('%j is refused: %s', (given, message) => {
  expect(check(given as object)).toThrow(new RangeError(message));
});

describe('a thing or its name', () => {
  const all = [
    { name: 'first', size: 1 },
    { name: 'second', size: 2 },
  ];
  const of = (given: unknown) =>
    chosen('pick', 'thing', given as string, all, { name: R.text, size: R.needed(R.whole(1)) });

  test('is found or taken', () => {
    expect(of('second')).toBe(all[1]);
    const own = { name: 'own', size: 3 };
    expect(of(own)).toBe(own);
  });

  test('or is refused', () => {
    expect(() => of('secnd')).toThrow('pick: there is no thing "secnd": did you mean "second"?');
    expect(() => of({ name: 'own' })).toThrow('pick: thing: size must be a whole number ≥ 1, not undefined');
    expect(() => of({ name: 'own', size: 1, sise: 2 })).toThrow('no option "sise": did you mean "size"?');
    expect(() => of(undefined)).toThrow('pick: thing: options must be an object, not undefined');
  });
});
