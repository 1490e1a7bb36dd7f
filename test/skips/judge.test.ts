import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type AllowedSkip, allowedSkips } from './allowed.ts';
import { type Found, judge } from './judge.ts';

const allowed: readonly AllowedSkip[] = [
  { because: 'no data', inCI: true, tests: { 'a.test.ts': 'the data' } },
  { because: 'no browser', inCI: false, tests: { 'a.test.ts': ['draws', 'prints'], 'b.test.ts': '' } },
];
const all: readonly Found[] = [
  ['a.test.ts', 'the data > are read'],
  ['a.test.ts', 'the data > are written'],
  ['a.test.ts', 'draws'],
  ['a.test.ts', 'prints in colour'],
  ['a.test.ts', 'adds'],
  ['b.test.ts', 'opens'],
].map(([file, name]) => ({ file, name, skipped: false }));

/** A run in which the tests of these names are skipped. */
const judged = (names: readonly string[], { ci = true, found = all, missing = '' } = {}) =>
  judge(
    found.map((test) => ({ ...test, skipped: names.includes(test.name) })),
    allowed,
    { ci, exists: (file) => file !== missing },
  );

describe('skips are judged', () => {
  test('none is no fault', () => expect(judged([])).toEqual({ lines: [], faults: [] }));

  test('an allowed one is a line with its reason', () => {
    expect(judged(['the data > are read', 'the data > are written'])).toEqual({
      lines: ['skipped: 2 of a.test.ts: no data'],
      faults: [],
    });
  });

  test('one that is not on the list is a fault everywhere', () => {
    for (const ci of [true, false]) {
      const { lines, faults } = judged(['adds'], { ci });
      expect(lines).toEqual(['skipped: 1 of a.test.ts: for no reason given']);
      expect(faults).toEqual(['a.test.ts: "adds" is skipped, which test/skips/allowed.ts does not allow']);
    }
  });

  test('what CI installs may be missing elsewhere only', () => {
    expect(judged(['opens', 'draws', 'prints in colour'], { ci: false })).toEqual({
      lines: ['skipped: 2 of a.test.ts: no browser', 'skipped: 1 of b.test.ts: no browser'],
      faults: [],
    });
    expect(judged(['opens']).faults).toEqual([
      'b.test.ts: "opens" is skipped in CI, which has to have what it needs: no browser',
    ]);
  });

  test('an entry whose test is gone is a fault where its file has run', () => {
    const found = all.filter(({ name }) => !name.startsWith('prints'));
    expect(judged([], { found }).faults).toEqual([
      'test/skips/allowed.ts names "prints" of a.test.ts, which has no such test',
    ]);
    expect(judged([], { found: all.filter(({ file }) => file === 'b.test.ts') }).faults).toEqual([]);
  });

  test('an entry whose file is gone is a fault in every run', () => {
    expect(judged([], { found: [], missing: 'b.test.ts' }).faults).toEqual([
      'test/skips/allowed.ts names b.test.ts, which does not exist',
    ]);
  });
});

test('every file of the list is there', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  for (const { tests } of allowedSkips)
    for (const file of Object.keys(tests)) expect(existsSync(root + file), file).toBe(true);
});
