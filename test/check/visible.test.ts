import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine, shownName, visible } from '../../src/check/visible.ts';

/** What no terminal should get. */
const obeyed = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('text from outside', () => {
  test.each([
    ['\u001b[2J', '\\u001b[2J'],
    ['\u001b]0;owned\u0007', '\\u001b]0;owned\\u0007'],
    ['\u009b31m', '\\u009b31m'],
    ['a\u202eb\u2066c\u2069\u200f', 'a\\u202eb\\u2066c\\u2069\\u200f'],
    ['a\r\nb\tc', 'a\\u000d\nb\tc'],
    ['\u2028\u2029\u0085\u00ad\ufeff\u200b', '\\u2028\\u2029\\u0085\\u00ad\\ufeff\\u200b'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['\ud800x\udfff', '\\ud800x\\udfff'],
    ['größer → 温度 😀', 'größer → 温度 😀'],
    ['\u0000\u007f', '\\u0000\\u007f'],
  ])('%j is shown as %s', (text, shown) => expect(visible(text)).toBe(shown));

  test('JSON means the same when it is shown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visible(JSON.stringify({ [text]: text }));
        expect(obeyed.test(shown)).toBe(false);
        expect(JSON.parse(shown)).toEqual({ [text]: text });
      }),
    );
  });

  test('a line is one line, as long as it may be', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(oneLine(text, 60)).not.toMatch(/[\n\t]/);
        expect(obeyed.test(oneLine(text, 60))).toBe(false);
        expect(shownName(text).length).toBeLessThanOrEqual(80 * 6 + 1);
      }),
    );
    expect(oneLine(`begin ${'x'.repeat(1e6)} end`, 60)).toMatch(/^begin x+ … x+ end$/);
    expect(oneLine('x'.repeat(1e6)).length).toBe(2000);
    expect(shownName('x'.repeat(1e6))).toBe(`${'x'.repeat(79)}…`);
  });
});
