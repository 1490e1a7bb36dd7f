import { expect, test } from 'vitest';
import { DataError } from '../../src/check/data-error.ts';
import { parseTable, streamTable, type TableOptions } from '../../src/table/index.ts';

const read = (text: string, options: Partial<TableOptions> = {}) => {
  const { rows, columns } = parseTable(text, { file: 'log.csv', ...options });
  return { rows, columns: columns.map(({ name, numbers, words }) => [name, ...(numbers ?? words)]) };
};
const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

test.each([
  ['doubled', ['1', '2', '2', '3', '4', '5']],
  ['newest first', ['6', '5', '4', '3', '2', '1']],
  ['out of order', ['0', '3', '2', '1', '4', '5']],
])('an index without a name may be %s', (_, numbers) => {
  const rows = numbers.map((number, k) => `${number},${k}.5,x`);
  const expected = {
    rows: 6,
    columns: [
      ['a', 0.5, 1.5, 2.5, 3.5, 4.5, 5.5],
      ['b', 'x'],
    ],
  };
  expect(read(lines(',a,b', ...rows))).toEqual(expected);
  expect(read(lines('a,b', ...rows))).toEqual(expected);
});

test.each([
  ['a time and a text', ['2017-06-15 08:27|123.9|a;b', '2017-06-15 09:50|172.5|', '2017-06-15 11:05||c']],
  [
    'words with marks between blanks',
    ['"2011-07-05 05:43" 0.4 a;b', '"2011-07-06 05:43" 1.5 c,d', '"2011-07-07 05:43" 2 "x y"'],
  ],
  ['numbers and a word', ['9007;.5;run', '42;;on', ';1.5;run']],
])('a line of data is not taken for names: %s', (_, rows) => {
  expect(() => read(lines(...rows))).toThrow(/line 1 may be data or names.*--no-header/);
});

test('numbers name columns where a word does so too', () => {
  expect(read(lines('time,2019,2020', '0,1,2', '1,,4')).columns.map(([name]) => name)).toEqual([
    'time',
    '2019',
    '2020',
  ]);
});

test('an index without a name may have gaps', () => {
  expect(read(lines(',a,b', '3,1.5,2', '17,3.5,4', '93,3.5,4')).columns.map(([name]) => name)).toEqual([
    'a',
    'b',
  ]);
});

test('a cell more than names is an index or a decimal comma', () => {
  const text = lines('t,v', '0,10,5', '1,10,7', '2,11,2');
  expect(() => read(text)).toThrow(/line 2 has a cell more .* --decimal \. if the first/);
  expect(read(text, { decimal: '.' }).columns).toEqual([
    ['t', 10, 10, 11],
    ['v', 5, 7, 2],
  ]);
});

test('a quote that never closes is refused where it opens', () => {
  expect(() => read(lines('a,b', '1,"x', '2,y', '3,z'))).toThrow(/line 2, the quote that opens in column 2/);
});

test('names between other separators than the cells are refused', () => {
  expect(() => read(lines('a;b', '1,2', '3,4'))).toThrow(/--separator/);
  expect(read(lines('flow, total', '1.5', '2.5')).columns).toEqual([['flow, total', 1.5, 2.5]]);
});

test.each(['#t;a;state', '# t;a;state', '%t;a;state;'])('names behind a mark of comments: %s', (header) => {
  const rows = ['0;1.5;run;', '1;;idle;', '2;-3;run;'];
  const columns = [
    ['t', 0, 1, 2],
    ['a', 1.5, Number.NaN, -3],
    ['state', 'run', 'idle'],
  ];
  expect(read(lines(header, ...rows))).toEqual({ rows: 3, columns });
});

test('a preamble before rows that end with a separator is left out', () => {
  const text = lines(
    'Station12',
    'exported',
    '',
    'date, time, p1',
    '14.11.2014, 02:55, 85.2,',
    '14.11.2014, 02:56, 1,',
  );
  expect(read(text).columns.map(([name]) => name)).toEqual(['date', 'time', 'p1']);
});

test('units stand above cells that are told to be missing', () => {
  const text = lines('"time";"a";"b"', '"";"%";"-"', '"0";"ERR";"1,5"', '"1";"2,5";"ERR"');
  const columns = [
    ['time', 0, 1],
    ['a', Number.NaN, 2.5],
    ['b', 1.5, Number.NaN],
  ];
  expect(read(text, { missing: ['ERR'] })).toEqual({ rows: 2, columns });
});

test('commas between thousands in quotes, between commas', () => {
  expect(read(lines('t,a', '0,"4,219,338.35"', '1,"1,290"', '2,17.5'))).toEqual({
    rows: 3,
    columns: [
      ['t', 0, 1, 2],
      ['a', 4219338.35, 1290, 17.5],
    ],
  });
});

test('decimal commas in quotes, between commas, beside whole numbers', () => {
  expect(read(lines('a,b,c', '"1,5",2,"-,5"', '-4,-6,3', '7,8,9')).columns).toEqual([
    ['a', 1.5, -4, 7],
    ['b', 2, -6, 8],
    ['c', -0.5, 3, 9],
  ]);
});

test('a row that is cut off does not hide the separator', () => {
  const text =
    'time;a;flow, total\n2011-10-30 01:00:00,000;1.5;2\n2011-10-30 01:10:00,000;2.5;3\n2011-10-30 01:20';
  expect(read(text).columns.map(([name]) => name)).toEqual(['time', 'a', 'flow, total']);
});

test('a last cell in quotes is not cut off', () => {
  expect(read('a,state\n1,end\n2,endless\n3,"e"').rows).toBe(3);
  expect(read('a,state\n1,end\n2,endless\n3,e').rows).toBe(2);
});

test.each([
  ['decimal commas', ['#t b state', '1 -6,91 "note 8 by 0"', '2 6,89 "note 9 by 1"'], {}, 3],
  ['thousands', ['27.11.2019 -1,625.34 581,742', '28.11.2019 -5,382.21 720,836'], { header: false }, 3],
] as const)('commas in every cell between blanks are no separators: %s', (_, rows, options, columns) => {
  expect(read(lines(...rows), options).columns).toHaveLength(columns);
});

test('quotes within cells of another separator', () => {
  const text = lines(
    'time a state',
    '1 "2010-07-06 07:23:12,192" 156 x',
    '2 "2010-07-06 07:28:12,192" 292 "y z"',
  );
  expect(read(text).columns.map(([name]) => name)).toEqual(['time', 'a', 'state']);
});

test.each([
  [
    'no names',
    ['25-10-2009 01:00,497,10,run', '25-10-2009 01:10,395,41,run'],
    { header: false, decimal: ',' },
  ],
  ['a text alone', ['state', 'on, then off', 'off, then on'], {}],
] as const)('cells of another separator are refused: %s', (_, rows, options) => {
  expect(() => read(lines(...rows), options)).toThrow(/--separator/);
});

test.each([
  ['two columns', ['t,a', '0,250,4,84', '0,250,2,02']],
  ['a time with a blank', ['Measured at,a,b', '10/6/2022 4:29,5,787,8,1', '10/6/2022 5:29,-1,987,0,97']],
  ['blanks after commas', ['time, p1, a', '1208513630, -76,1, -0,6', '1208518130, -61,0, -0,4']],
])('decimal commas between commas are refused: %s', (_, rows) => {
  expect(() => read(lines(...rows))).toThrow(DataError);
  expect(() => read(lines(...rows))).toThrow(/semicolons|--separator/);
});

test('a last line that is left out says nothing of what columns hold', () => {
  const { columns, notes } = parseTable('a,b\n1,2.25\n2,3.25\noops,4', { file: 'log.csv' });
  expect(columns.map(({ kind }) => kind)).toEqual(['number', 'number']);
  expect(notes.join()).toContain('line 4 has no end and is left out');
});

test('thousands are parted as in Switzerland and in India', () => {
  expect(read(lines('t;a', '0;1’234.5', '1;12’345’678.5')).columns[1]).toEqual(['a', 1234.5, 12_345_678.5]);
  expect(read(lines('t,a', '0,"12,34,567.5"', '1,"1,234.5"', '2,"99,999"')).columns[1]).toEqual([
    'a',
    1_234_567.5,
    1234.5,
    99_999,
  ]);
});

test('databases and spreadsheets mark what is missing', () => {
  const { columns } = read(lines('t,a,b', '0,\\N,1', '1,2,--', '2,#N/A,3'));
  expect(columns.slice(1)).toEqual([
    ['a', Number.NaN, 2, Number.NaN],
    ['b', 1, Number.NaN, 3],
  ]);
});

test('lines of a logger before the names, and words below the units, are left out', () => {
  const toa5 = lines(
    '"TOA5","CR1000","CR1000","1234","Std.32","Table1"',
    '"TIMESTAMP","RECORD","AirT_Avg"',
    '"TS","RN","Deg C"',
    '"","","Avg"',
    '"2024-03-05 07:50:00",0,17.5',
    '"2024-03-05 08:00:00",1,"NAN"',
  );
  const { columns, notes } = parseTable(toa5, { file: 'log.dat' });
  expect(columns.map(({ name, unit, kind }) => [name, unit, kind])).toEqual([
    ['TIMESTAMP', 'TS', 'time'],
    ['RECORD', 'RN', 'number'],
    ['AirT_Avg', 'Deg C', 'number'],
  ]);
  expect(Array.from(columns[2].numbers ?? [])).toEqual([17.5, Number.NaN]);
  expect(notes.join()).toMatch(
    /line 1 stands before.*line 3 is read as units.*line 4 stands below the units/,
  );
  const labview = lines(
    'Writer_Version\t2',
    'Samples\t9\t9',
    'Unit\tVolts\tVolts',
    'X_Value\tA\tB\tComment',
    '0\t1\t2\t',
    '1\t3\t4\t',
    '2\t5\t6\t',
  );
  expect(read(labview).columns.slice(0, 3)).toEqual([
    ['X_Value', 0, 1, 2],
    ['A', 1, 3, 5],
    ['B', 2, 4, 6],
  ]);
});

test('a blank line among the rows of one column is a missing cell', async () => {
  const text = 'a\n0.1\n\n\n0.2\n\n';
  const { columns, rows, lineOf } = parseTable(text, { file: 'a.csv' });
  expect([...(columns[0].numbers ?? [])]).toEqual([0.1, Number.NaN, Number.NaN, 0.2]);
  expect([...columns[0].missing]).toEqual([['', 2]]);
  expect(Array.from({ length: rows }, (_, row) => lineOf(row))).toEqual([2, 3, 4, 5]);
  for (let cut = 1; cut < text.length; cut++) {
    const parts = (async function* () {
      yield text.slice(0, cut);
      yield text.slice(cut);
    })();
    const found: [number, number][] = [];
    for await (const { numbers, line } of await streamTable(parts, { file: 'a.csv' }))
      found.push([line, numbers[0]]);
    expect(found).toEqual([
      [2, 0.1],
      [3, Number.NaN],
      [4, Number.NaN],
      [5, 0.2],
    ]);
  }
  expect(parseTable('a,b\n1,2\n\n3,4\n', { file: 'ab.csv' }).rows).toBe(2);
});
