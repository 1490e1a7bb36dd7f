import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/check/data-error.ts';
import { failureOf, UsageError } from '../../src/cli/failure.ts';
import { FileError } from '../../src/files/error.ts';
import { ShapeError } from '../../src/graph/op.ts';
import { ImportError } from '../../src/import/index.ts';
import { MeniscusError } from '../../src/runtime/index.ts';
import { called, meniscus } from './command-line.ts';

describe('whatever a command throws ends in one line', () => {
  test.each([
    new UsageError('wrong'),
    new DataError('wrong'),
    new FileError('wrong'),
    new ImportError('wrong'),
    new MeniscusError('corrupt', 'wrong'),
    new ShapeError('wrong'),
    new RangeError('wrong'),
  ])('%o is a mistake of the user', (error) => {
    expect(failureOf(error, false)).toEqual({ code: 2, text: 'meniscus: wrong' });
  });

  test.each(
    [
      new TypeError('x is not a function\n    at y'),
      new Error('\u001b[2J'),
      new AggregateError([], 'several'),
      'thrown text',
      null,
      undefined,
      Object.create(null),
      new RangeError('Maximum call stack size exceeded'),
      new RangeError('Invalid typed array length: 4294967296'),
      Object.assign(new Error('x'.repeat(1e6)), { code: 'EIO' }),
    ].map((error) => ({ error })),
  )('unexpected error %#', ({ error }) => {
    const { code, text } = failureOf(error, false);
    expect(code).toBe(1);
    expect(text).toMatch(
      /^meniscus: (unexpected error, please report it|out of memory): .*MENISCUS_DEBUG=1 shows where\)$/,
    );
    expect(text).not.toContain('\u001b');
    expect(text.length).toBeLessThan(2200);
  });

  test('the place is shown to who asks for it', () => {
    expect(failureOf(new TypeError('wrong'), true).text).toMatch(/TypeError: wrong\n +at .*failure\.test/);
  });
});

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test.each(['--version', '-v'])(
  '%s prints the version of the package, from the sources and as built',
  async (flag) => {
    const printed = { status: 0, stdout: `${version}\n`, stderr: '' };
    expect(await called([flag])).toEqual(printed);
    expect(meniscus([flag])).toEqual(printed);
  },
);
