import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isGlob, matcherOf } from '../../src/check/glob.ts';

test.each<[string, readonly string[], readonly string[]]>([
  ['s*', ['s', 's1', 's·10'], ['a', 'as']],
  ['*.csv', ['a.csv', '.csv'], ['acsv', 'a.csv.gz']],
  ['run?.csv', ['run1.csv', 'runä.csv', 'run🌡.csv'], ['run10.csv', 'run.csv']],
  ['run[1-3].csv', ['run2.csv'], ['run4.csv', 'run-.csv']],
  ['run[!1-3].csv', ['run4.csv'], ['run2.csv', 'run.csv']],
  ['{temp,hum} [V]', ['temp V', 'hum V'], ['temp', 'temp,hum V']],
  ['a**b', ['ab', 'a-b'], ['a']],
  ['(a+b)|^$', ['(a+b)|^$'], ['ab']],
  ['x{1}', ['x{1}'], ['x1', 'x']],
  ['a[]b', ['a[]b'], ['ab']],
  ['a-b_*', ['a-b_', 'a-b_c'], ['ab_c']],
  ['[c-a]', ['[c-a]'], ['b']],
  ['[a^]', ['^', 'a'], ['b']],
])('%s', (pattern, fits, others) => {
  const is = matcherOf(pattern);
  expect(fits.filter((name) => !is(name))).toEqual([]);
  expect(others.filter(is)).toEqual([]);
});

const text = fc.string({ unit: fc.constantFrom(...'ab-_*?[]{}!,^$\\/+().') });

test('a name without signs fits itself alone, and any pattern can be used', () => {
  fc.assert(
    fc.property(text, text, (pattern, name) => {
      const fits = matcherOf(pattern)(name);
      if (!isGlob(pattern)) expect(fits).toBe(pattern === name);
      expect(matcherOf('*')(name)).toBe(true);
    }),
  );
});
