/** What is refused, with the flag or the edit that helps; and what is read with it. */
import { expect, test } from 'vitest';
import { DataError } from '../../src/check/data-error.ts';
import { parseTable, TableBuilder, type TableOptions } from '../../src/table/index.ts';

const file = 'log.csv';
const read = (text: string | Uint8Array, options: Partial<TableOptions> = {}) => {
  const { columns } = parseTable(text, { file, ...options });
  return columns.map(({ name, numbers }) => [name, ...(numbers ?? [])]);
};

test.each<[string, string, RegExp, Partial<TableOptions>, (string | number)[][]]>([
  [
    'numbers for names',
    '0,1.5\n1,2.5\n',
    /line 1 holds "0".*--no-header/,
    { header: false },
    [
      ['1', 0, 1],
      ['2', 1.5, 2.5],
    ],
  ],
  [
    'a name twice',
    'a,b,a\n1,2,3\n',
    /line 1: columns 1 and 3 are both called "a".*--duplicate-names/,
    { duplicateNames: 'number' },
    [
      ['a', 1],
      ['b', 2],
      ['a.2', 3],
    ],
  ],
  [
    'a comma that is either',
    'a|b\n1,234|5\n7,890|6\n',
    /line 2, "1,234" is 1234 or 1.234: say which, --thousands , or --decimal ,/,
    { decimal: ',' },
    [
      ['a', 1.234, 7.89],
      ['b', 5, 6],
    ],
  ],
  [
    'the same',
    'a|b\n1,234|5\n7,890|6\n',
    /--thousands ,/,
    { thousands: ',' },
    [
      ['a', 1234, 7890],
      ['b', 5, 6],
    ],
  ],
  [
    'one column or two',
    '18,5\n19,2\n18,7\n',
    /log\.csv: line 1.*--separator , .*--decimal ,/,
    { header: false, decimal: ',' },
    [['1', 18.5, 19.2, 18.7]],
  ],
  ['two separators', 'a;b|c;d\nx;y|z;w\n', /--separator/, { separator: '|' }, [['a;b'], ['c;d']]],
])('%s', (_, text, message, options, columns) => {
  const without = Object.keys(options)[0] === 'header' && 'decimal' in options ? { header: false } : {};
  expect(() => read(text, without)).toThrow(DataError);
  expect(() => read(text, without)).toThrow(message);
  expect(read(text, options)).toEqual(columns);
});

test.each<[string, string, RegExp, Partial<TableOptions>]>([
  [
    'a short row',
    'a,b,c\n1,2,3\n4,5\n6,7,8\n',
    /log\.csv: line 3, column "c" has no cell: there are 3 columns, and this line has 2/,
    {},
  ],
  [
    'a long row',
    'a,b\n1,2\n3,4,5\n6,7\n',
    /log\.csv: line 3, "5" stands behind the last of 2 columns.*quotes/,
    {},
  ],
  [
    'decimal commas between commas',
    'a,b\n1,5,2,5\n1,7,2,9\n',
    /line 2 has 4 cells, but line 1 names 2 columns.*semicolons/,
    {},
  ],
  [
    'a decimal mark that is another',
    'a;b\n1.5;2\n2.5;3\n',
    /line 2, column 1: "1\.5" has the decimal mark "\.".*leave --decimal , out/,
    { decimal: ',' },
  ],
  [
    'a separator that is another',
    'a;b\n1;2\n',
    /leave --separator , out, or say --separator ";"/,
    { separator: ',' },
  ],
  [
    'an unknown column',
    'temp,b\n1,2\n',
    /has no column "tempp": did you mean "temp"/,
    { columns: ['tempp'] },
  ],
  ['a text after a quote', 'a,b\n1,"x"y\n2,"z"\n', /line 2, column 2 goes on after its closing quote/, {}],
  ['no rows', 'a,b\n', /a header but no row below it/, {}],
  ['nothing', '\n\n', /the file is empty/, {}],
  [
    'an unknown option',
    'a\n1\n',
    /parseTable|TableBuilder: no option "seperator": did you mean "separator"/,
    { seperator: ',' } as never,
  ],
  ['a wrong option', 'a\n1\n', /separator must be/, { separator: '/' } as never],
])('%s is refused', (_, text, message, options) => {
  expect(() => read(text, options)).toThrow(DataError);
  expect(() => read(text, options)).toThrow(message);
});

test('bytes that are not UTF-8 after a start that is', () => {
  const start = new TextEncoder().encode(`a,s\n${'1,x\n'.repeat(20_000)}`);
  const bytes = new Uint8Array([...start, 50, 44, 0xb0, 10]);
  expect(() => read(bytes)).toThrow(/log\.csv: line 20002 is not UTF-8.*--encoding latin1/);
  const { columns } = parseTable(bytes, { file, encoding: 'latin1' });
  expect(columns[1].words).toEqual(['x', '°']);
});

/** Bytes that come in parts, as many as it takes until they are refused. @returns the number of bytes that were taken */
function taken(start: string, part: string, options: Partial<TableOptions> = {}): number {
  const builder = new TableBuilder({ file, ...options });
  const encoder = new TextEncoder();
  const bytes = encoder.encode(part);
  let length = 0;
  const push = (): void => {
    builder.push(encoder.encode(start));
    for (; length < 50_000_000; length += bytes.length) builder.push(bytes);
  };
  expect(push).toThrow(DataError);
  return length;
}

test.each([
  ['a line without end', 'a,b\n1,2\n', '9'.repeat(100_000)],
  ['columns without end', '', 'a,'.repeat(50_000)],
  ['a quote without end', 'a,b\n1,2\n3,"', 'x\n'.repeat(50_000)],
  ['quotes without end', 'a,b\n1,2\n3,"', '""'.repeat(50_000)],
  ['bytes of zero', 'a,b\n1,2\n', '\0'.repeat(100_000)],
  ['blanks without end', 'a b\n1 2\n', ' '.repeat(100_000)],
])('%s is refused soon', (_, start, part) => {
  expect(taken(start, part)).toBeLessThan(3_000_000);
});

test('a quote without end is told by the line where it opens', () => {
  const text = `a,b\n1,2\n3,"${'x\n'.repeat(1000)}`;
  expect(() => read(text)).toThrow(/line 3, the quote that opens in column 2 never closes/);
});

test('as many columns as there may be, and one more', () => {
  const names = (count: number): string => Array.from({ length: count }, (_, k) => `c${k}`).join(',');
  const ones = (count: number): string => Array.from({ length: count }, () => '1').join(',');
  expect(read(`${names(65_535)}\n${ones(65_535)}\n`)).toHaveLength(65_535);
  expect(() => read(`${names(65_536)}\n${ones(65_536)}\n`)).toThrow(/line 1 has more than 65,535 columns/);
});

test('a hundred thousand short rows and doubled names end', () => {
  const same = Array.from({ length: 30_000 }, () => 'a').join(',');
  const { columns } = parseTable(`${same}\n${same.replaceAll('a', '1')}\n`, {
    file,
    duplicateNames: 'number',
  });
  expect(new Set(columns.map(({ name }) => name)).size).toBe(30_000);
});
