/** What cells are read as. */
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { type Column, parseTable, type TableOptions } from '../../src/table/index.ts';
import { commonNumber, NumberGrammar } from '../../src/table/text/number.ts';

const read = (rows: readonly string[], options: Partial<TableOptions> = {}): Column =>
  parseTable(`a;b\n${rows.map((row) => `${row};0`).join('\n')}\n`, {
    file: 'log.csv',
    separator: ';',
    ...options,
  }).columns[0];
const numbers = (column: Column): number[] => Array.from(column.numbers ?? []);
const texts = ({ codes, words }: Column): (string | null)[] =>
  Array.from(codes ?? [], (code) => (code < 0 ? null : words[code]));

const encoder = new TextEncoder();
const fast = (text: string): number => {
  const bytes = encoder.encode(text);
  return commonNumber(bytes, 0, bytes.length, '.'.charCodeAt(0));
};
const grammar = new NumberGrammar({ decimal: '.', thousands: '' });
const decimals = fc.tuple(
  fc.constantFrom('', '-', '+'),
  fc.stringMatching(/^(\d{1,20}(\.\d{0,24})?|\.\d{1,24})$/),
  fc.constantFrom('', 'e5', 'E-3', 'e+22', 'e-30', 'e300', 'e-320', 'e999'),
);

property.prop([decimals])('numbers are those of JavaScript, to the last bit', (parts) => {
  const text = parts.join('');
  const truth = Number.isFinite(Number(text)) ? Number(text) : Number.NaN;
  expect(grammar.of(text)).toBe(truth);
  const common = fast(text);
  if (!Number.isNaN(common)) expect(common).toBe(Number(text));
});

// whole numbers of more than 15 digits may be times
const doubles = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((x) => !(Number.isInteger(x) && Math.abs(x) >= 1e15 && Math.abs(x) < 1e21));
property.prop([doubles])('doubles survive', (value) => {
  // of zero the sign is not written
  expect(numbers(read([String(value), `"${value}"`]))).toEqual([value + 0, value + 0]);
});

property.prop([fc.string({ maxLength: 8 })])('no text is a number that JavaScript would not read', (text) => {
  if (!Number.isNaN(grammar.of(text))) expect(grammar.of(text)).toBe(Number(text));
  expect(Number.isNaN(fast(text)) || fast(text) === Number(text)).toBe(true);
});

test.each(['0x10', 'inf', '-Infinity', '1e999', '5 %', '1.2.3', '1_000', '--1', '1e', '.', 'e5', '0b1'])(
  '%s is no number',
  (cell) => {
    const column = read(['1', cell], { decimal: '.' });
    expect(column.kind).toBe('text');
    expect(column.stray).toEqual({ line: 3, cell });
  },
);

test.each([
  [',', '', '1234,5', 1234.5],
  [',', '.', '1.234.567,5', 1234567.5],
  [',', '.', '-1.234', -1234],
  ['.', "'", "1'234.5", 1234.5],
  ['.', ' ', '1 234.5', 1234.5],
  [',', ' ', '1\u202f234,5', 1234.5],
  [',', ' ', '1\u00a0234,5', 1234.5],
  ['.', ',', '"1,234.5"', 1234.5],
] as const)('decimal %s, thousands "%s": %s', (decimal, thousands, cell, value) => {
  expect(numbers(read([cell, '7'], { decimal, thousands }))).toEqual([value, 7]);
  expect(read(['7', '1.23.4'], { decimal, thousands }).kind).toBe('text');
});

test('numbers that are markers compare as numbers', () => {
  const column = read(['-200', '-200.0', '-2e2', '200', ' -200 ', '"-200"'], { missing: ['-200'] });
  expect(numbers(column)).toEqual([Number.NaN, Number.NaN, Number.NaN, 200, Number.NaN, Number.NaN]);
  expect([...column.missing]).toEqual([['-200', 5]]);
  expect(numbers(read(['-200,0', '1,5'], { missing: ['-200'] }))).toEqual([Number.NaN, 1.5]);
});

test('the usual markers are missing in any letter case, others as they were given', () => {
  const column = read(['', 'NA', 'n/a', 'NaN', 'NULL', 'None', '-', '?', '""', 'x', 'X'], { missing: ['x'] });
  expect(column.kind).toBe('text');
  expect(texts(column)).toEqual([...Array(10).fill(null), 'X']);
  expect(read(['', 'NA']).kind).toBe('number');
});

test('a text that comes late makes words of the numbers before', () => {
  const rows = Array.from({ length: 40_000 }, (_, k) => String(k % 3));
  const column = read([...rows, 'ERR', '', '2.50', 'ERR']);
  expect(column).toMatchObject({ kind: 'text', numbers: null, words: ['0', '1', '2', 'ERR', '2.50'] });
  expect(column.stray).toEqual({ line: 40_002, cell: 'ERR' });
  expect(texts(column).slice(-5)).toEqual(['0', 'ERR', null, '2.50', 'ERR']);
  expect(column.codes).toHaveLength(40_004);
});

test('texts keep their writing', () => {
  expect(texts(read(['01', '1', '01', '', '007'], { texts: ['a'] }))).toEqual(['01', '1', '01', null, '007']);
  expect(texts(read(['"a;b"', '"say ""x"""', "it's", '5" pipe']))).toEqual([
    'a;b',
    'say "x"',
    "it's",
    '5" pipe',
  ]);
});

test('more words than labels have no codes', () => {
  const rows = Array.from({ length: 65_537 }, (_, k) => `w${k}`);
  expect(read(rows.slice(1)).words).toHaveLength(65_536);
  expect(read([...rows, 'NA', '7'])).toMatchObject({
    kind: 'text',
    codes: null,
    words: [],
    missing: new Map([['NA', 1]]),
    stray: { line: 2, cell: 'w0' },
  });
});

test('times are seconds since the first', () => {
  const column = read(['2026-03-01 00:00', '', '2026-03-01 00:01']);
  expect(column).toMatchObject({
    kind: 'time',
    time: { holds: 'date and time', origin: Date.UTC(2026, 2, 1) / 1000 },
  });
  expect(numbers(column)).toEqual([0, Number.NaN, 60]);
  const nanoseconds = read(['1772323200000000000', '1772323200000000250']);
  expect(nanoseconds.kind).toBe('time');
  expect(numbers(nanoseconds)).toEqual([0, 2.5e-7]);
});

test('a cell that is no time makes a text of times', () => {
  const rows = Array.from({ length: 20 }, (_, k) => `2026-03-${String(k + 1).padStart(2, '0')}`);
  expect(read([...rows, 'yesterday'])).toMatchObject({
    kind: 'text',
    codes: null,
    stray: { line: 22, cell: 'yesterday' },
  });
});

test('a column is what its first cell is that is not missing, however late', () => {
  const rows = Array.from({ length: 30_000 }, () => 'NA');
  expect(read([...rows, '1.5'])).toMatchObject({ kind: 'number' });
  expect(texts(read([...rows, 'on', 'off']))).toEqual([...rows.map(() => null), 'on', 'off']);
  expect(read([...rows, '2026-03-01'])).toMatchObject({ kind: 'time' });
});
