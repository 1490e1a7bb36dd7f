import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CsvOptions, readCsv, streamCsv } from '../../src/data/csv.ts';

const read = (text: string, options: Partial<CsvOptions> = {}) =>
  readCsv(text, { file: 'live.csv', ...options });

async function stream(text: string, options: Partial<CsvOptions> = {}) {
  const rows = [];
  for await (const row of streamCsv(text.split(/\r?\n/), { file: 'live.csv', ...options })) rows.push(row);
  return rows;
}

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (Object.is(x, -0) ? 0 : x));
const table = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 8 }))
  .chain(([columns, rows]) =>
    fc.array(fc.array(number, { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

test('numbers written by JavaScript come back bit for bit, whole and streamed', async () => {
  const layout = fc.record({ eol: fc.constantFrom('\n', '\r\n'), bom: fc.boolean(), quoted: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(table, layout, async (rows, { eol, bom, quoted }) => {
      const cell = (value: string) => (quoted ? `"${value}"` : value);
      const header = rows[0].map((_, c) => cell(`c${c}`)).join(',');
      const text =
        (bom ? '\uFEFF' : '') +
        [header, ...rows.map((row) => row.map(String).map(cell).join(','))].join(eol) +
        eol;
      const { channels, recordings } = read(text);
      expect(channels).toEqual(rows[0].map((_, c) => `c${c}`));
      expect(recordings[0]).toMatchObject({ length: rows.length, channels: rows[0].length, dt: null });
      expect([...recordings[0].values]).toEqual(rows.flat());
      const streamed = await stream(text);
      expect(streamed.flatMap((row) => [...row.values])).toEqual(rows.flat());
      expect(streamed.map((row) => row.line)).toEqual(rows.map((_, k) => k + 2));
    }),
  );
});

test('a bad cell anywhere is named by line and column, whole and streamed', async () => {
  const bad = fc.constantFrom('n/a', 'NaN', 'Infinity', '0x10', '1;5', '--1', '1e', '2024-01-01');
  await fc.assert(
    fc.asyncProperty(table, bad, fc.nat(), fc.nat(), async (rows, cell, i, j) => {
      const [row, column] = [i % rows.length, j % rows[0].length];
      const cells = rows.map((line) => line.map(String));
      cells[row][column] = cell;
      const text = [rows[0].map((_, c) => `c${c}`), ...cells].map((line) => line.join(',')).join('\n');
      const message = `live.csv: line ${row + 2}, column "c${column}": "${cell}" is not a number`;
      expect(() => read(text)).toThrow(message);
      await expect(stream(text)).rejects.toThrow(message);
    }),
  );
});

test('the message of the manual', () => {
  const good = Array.from({ length: 15 }, (_, k) => `${k},20`).join('\n');
  expect(() => read(`time,temp\n${good}\n15,n/a\n`)).toThrow(
    /^live\.csv: line 17, column "temp": "n\/a" is not a number$/,
  );
});

test('the time column becomes dt: by name, by choice, or not at all', async () => {
  const text = 'Time,a\n0,1\n0.5,2\n2,3\n2.5,4\n';
  const byName = read(text);
  expect(byName.channels).toEqual(['a']);
  expect([...byName.recordings[0].dt!]).toEqual([0.5, 0.5, 1.5, 0.5]);
  const none = read(text, { timeColumn: null });
  expect(none.channels).toEqual(['Time', 'a']);
  expect(none.recordings[0].dt).toBeNull();
  const chosen = read(text, { timeColumn: 'a' });
  expect(chosen.channels).toEqual(['Time']);
  expect([...chosen.recordings[0].dt!]).toEqual([1, 1, 1, 1]);
  expect((await stream(text)).map((row) => row.dt)).toEqual([null, 0.5, 1.5, 0.5]);
});

test('each fault has its message', async () => {
  const faults: [string, string, Partial<CsvOptions>?][] = [
    ['', 'live.csv: the file is empty'],
    ['a,b\n', 'no row of numbers'],
    ['a,b,a\n1,2,3\n', 'line 1, there are two columns named "a"'],
    ['a,,b\n1,2,3\n', 'line 1, column 2 of the header has no name'],
    ['1,2\n3,4\n', 'line 1, the first line holds numbers; it must name the columns'],
    ['a,b\n1\n', 'line 2, column "b": there is no cell; the header has 2 columns, this line 1'],
    ['a,b\n1,2,9\n', 'line 2, "9" is one cell too many; the header has 2 columns, this line 3'],
    ['a,b\n1,\n', 'line 2, column "b": the cell is empty'],
    ['a\n1e999\n', 'line 2, column "a": "1e999" is too large'],
    ['a\n1\n\n2\n', 'line 3, the line is blank'],
    ['a,b\n1,"2\n3,4', 'Quote Not Closed'],
    ['time,a\n0,1\n1,2\n1,3\n', 'line 4, column "time": time 1 does not come after 1'],
    ['time,a\nnoon,1\n', 'line 2, column "time": "noon" is not a number; write times as numbers'],
    ['time,a\n0,1\n', 'one row has no time interval'],
    ['time\n0\n', 'no column besides the time'],
    [
      'temperature,pressure\n1,2\n',
      'no time column "presure": did you mean "pressure"?',
      { timeColumn: 'presure' },
    ],
  ];
  for (const [text, message, options] of faults) expect(() => read(text, options)).toThrow(message);
  await expect(stream('time,a\n0,1\n1,2\n0.5,3\n')).rejects.toThrow(
    'live.csv: line 4, column "time": time 0.5 does not',
  );
  const nothing = streamCsv([], { file: '-' }).next();
  await expect(nothing).rejects.toThrow('-: nothing came in');
});

test('a live row is given before the next line is asked for', async () => {
  const events: string[] = [];
  function* lines() {
    for (const line of ['a,b', '1,2', '3,4']) {
      events.push(`asked for ${line}`);
      yield line;
    }
  }
  const onHeader = (channels: readonly string[]) => events.push(`header ${channels}`);
  for await (const row of streamCsv(lines(), { file: '-' }, onHeader)) events.push(`row ${row.values}`);
  expect(events).toEqual([
    'asked for a,b',
    'header a,b',
    'asked for 1,2',
    'row 1,2',
    'asked for 3,4',
    'row 3,4',
  ]);
});
