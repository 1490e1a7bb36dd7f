/** Texts as loggers and spreadsheets write them. */
import { expect, test } from 'vitest';
import { parseTable, type Table, type TableOptions } from '../../src/table/index.ts';

const file = 'log.csv';
const read = (text: string | Uint8Array, options: Partial<TableOptions> = {}): Table =>
  parseTable(text, { file, ...options });
const column = (table: Table, name: string): number[] =>
  Array.from(table.columns.find((one) => one.name === name)?.numbers ?? []);
const names = (table: Table): string[] => table.columns.map(({ name }) => name);
/** All numbers, column by column. */
const numbers = (table: Table): number[][] => table.columns.map((one) => Array.from(one.numbers ?? []));

test.each([
  ['commas', 'a,b\n1.5,2\n3,4\n', ','],
  ['commas and blanks', 'a, b\n1.5, 2\n 3, 4 \n', ','],
  ['semicolons', 'a;b\n1.5;2\n3;4\n', ';'],
  ['tabs', 'a\tb\n1.5\t2\n3\t4\n', '\t'],
  ['bars', 'a|b\n1.5|2\n3|4\n', '|'],
  ['bars and blanks', 'a | b\n1.5 | 2\n3 | 4\n', '|'],
  ['blanks', 'a b\n1.5 2\n3 4\n', ' '],
  ['runs of blanks', '  a     b\n 1.5   2\n   3 \t 4  \n', ' '],
  ['decimal commas', 'a;b\n1,5;2\n3;4\n', ';'],
  ['quotes', '"a";"b"\n"1,5";"2"\n"3";"4"\n', ';'],
  ['carriage returns and feeds', 'a,b\r\n1.5,2\r\n3,4\r\n', ','],
  ['carriage returns', 'a,b\r1.5,2\r3,4\r', ','],
  ['a mark', '\ufeffa,b\n1.5,2\n3,4', ','],
  ['comments', '# logger v2\n// serial 12, 13\na,b\n1.5,2\n% late\n3,4\n', ','],
  ['a comment of names', '#a, b\n1.5,2\n3,4\n', ','],
  ['blank lines', '\na,b\n\n1.5,2\n  \n3,4\n\n\n', ','],
  ['rows of separators', 'a,b\n1.5,2\n,\n3,4\n , \n', ','],
  ['a trailing separator', 'a;b;;\n1.5;2;;\n3;4;;\n;;;\n', ';'],
  ['lines before the names', 'Logger v2\nSerial,1,x\na;b\n1.5;2\n3;4\n', ';'],
])('%s are read', (_, text, separator) => {
  const table = read(text);
  expect(names(table)).toEqual(['a', 'b']);
  expect(numbers(table)).toEqual([
    [1.5, 3],
    [2, 4],
  ]);
  expect(table.dialect?.separator).toBe(separator);
  expect(text.split(/\r\n|\r|\n/)[table.lineOf(1) - 1]).toContain('4');
});

test('missing cells are NaN, and counted by marker', () => {
  const table = read('a,b\n1,\nNA,-\n?,-200\nnull,-200.0\n5,6\n', { missing: ['-200', 'null'] });
  expect(column(table, 'a')).toEqual([1, Number.NaN, Number.NaN, Number.NaN, 5]);
  expect(column(table, 'b')).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, 6]);
  expect(table.columns.map(({ missing }) => [...missing])).toEqual([
    [
      ['NA', 1],
      ['?', 1],
      ['null', 1],
    ],
    [
      ['', 1],
      ['-', 1],
      ['-200', 2],
    ],
  ]);
});
