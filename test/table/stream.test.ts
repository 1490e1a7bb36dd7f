/** Tables that come row by row. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/check/data-error.ts';
import { type StreamOptions, streamTable, type TableRow } from '../../src/table/index.ts';

const open = (source: Parameters<typeof streamTable>[0], options: Partial<StreamOptions> = {}) =>
  streamTable(source, { file: 'live.csv', ...options });

async function all(rows: AsyncIterable<TableRow>): Promise<TableRow[]> {
  const found: TableRow[] = [];
  for await (const row of rows) found.push(row);
  return found;
}
const cellsOf = async (source: string, options: Partial<StreamOptions> = {}) =>
  (await all(await open(source, options))).map(({ cells }) => cells);

/** A source whose parts are sent by hand, and whether it was asked for more or ended. */
function byHand() {
  const waiting: ((part: string | null) => void)[] = [];
  let ended = false;
  async function* parts(): AsyncGenerator<string> {
    try {
      for (;;) {
        const part = await new Promise<string | null>((resolve) => waiting.push(resolve));
        if (part === null) return;
        yield part;
      }
    } finally {
      ended = true;
    }
  }
  const send = async (part: string | null): Promise<void> => {
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    waiting.shift()?.(part);
  };
  return { parts: parts(), send, asked: () => waiting.length, hasEnded: () => ended };
}

test('a row comes as soon as its line is complete, before more is asked for', async () => {
  const source = byHand();
  const opening = open(source.parts);
  await source.send('time,a\n0,');
  await source.send('1.5\n60');
  const stream = await opening;
  expect(stream.columns.map(({ name, kind }) => [name, kind])).toEqual([
    ['time', 'number'],
    ['a', 'number'],
  ]);
  const rows = stream[Symbol.asyncIterator]();
  expect((await rows.next()).value).toMatchObject({ line: 2, cells: ['0', '1.5'] });
  expect(source.asked()).toBe(0);
  const next = rows.next();
  await source.send(',NA\n120,');
  expect(Array.from((await next).value.numbers)).toEqual([60, Number.NaN]);
  const last = rows.next();
  await source.send('3');
  await source.send(null);
  expect((await last).value).toMatchObject({ line: 4, cells: ['120', '3'] });
  expect((await rows.next()).done).toBe(true);
});

test('the source ends when reading does', async () => {
  const source = byHand();
  const opening = open(source.parts);
  await source.send('a,b\n1,2\n');
  for await (const row of await opening) {
    expect(row.line).toBe(2);
    break;
  }
  expect(source.hasEnded()).toBe(true);
});

test('the layout comes from names and one row, or waits for what tells more', async () => {
  const source = byHand();
  const opening = open(source.parts);
  await source.send('# logger\na;b\n');
  await source.send('degC;%\n');
  await source.send('1,5;2\n');
  const stream = await opening;
  expect(stream.columns.map(({ unit }) => unit)).toEqual(['degC', '%']);
  expect(stream.dialect).toEqual({
    encoding: 'utf-8',
    separator: ';',
    decimal: ',',
    thousands: '',
    header: true,
  });
  const rows = all(stream);
  await source.send(null);
  expect((await rows).map(({ line, numbers }) => [line, ...numbers])).toEqual([[4, 1.5, 2]]);
});

test('texts among numbers are left to the caller', async () => {
  const stream = await open('a,s\n1,run\nERR,2\n3,stop\n', { missing: ['3'] });
  const rows = await all(stream);
  expect(rows.map(({ numbers }) => numbers[0])).toEqual([1, Number.NaN, Number.NaN]);
  expect(rows.map(({ cells }) => cells)).toEqual([
    ['1', 'run'],
    ['ERR', '2'],
    ['3', 'stop'],
  ]);
});

test('only the columns that were asked for', async () => {
  expect(await cellsOf('a,b,c\n1,x,3\n4,,6\n', { columns: ['c', 'a'] })).toEqual([
    ['1', '3'],
    ['4', '6'],
  ]);
});

test('times are seconds since the first', async () => {
  const stream = await open('2026-03-01T00:00:00Z;1\n2026-03-01T00:01:00Z;2\n', { header: false });
  expect(stream.columns[0]).toMatchObject({ name: '1', kind: 'time', time: { zone: 'UTC' } });
  expect((await all(stream)).map(({ numbers }) => numbers[0])).toEqual([0, 60]);
});

test('a quoted cell holds line feeds', async () => {
  const text = 'a,s\n1,"two\nlines, ""so"""\n\n2,x\n';
  const [first, second] = await all(await open(text));
  expect([first.line, first.cells[1], second.line]).toEqual([2, 'two\nlines, "so"', 5]);
});

test.each([1, 2, 3, 7, 64])('parts of %i bytes read as one', async (length) => {
  const text = '\ufefft;ä;s\r\n0;1,5;x\r\n1;-2;"y;\r\n z"\r\n;;\r\n2;3;w';
  const bytes = new TextEncoder().encode(text);
  async function* parts() {
    for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
  }
  const stream = await open(parts());
  expect(stream.columns.map(({ name }) => name)).toEqual(['t', 'ä', 's']);
  const rows = await all(stream);
  expect(rows.map(({ numbers }) => [numbers[0], numbers[1]])).toEqual([
    [0, 1.5],
    [1, -2],
    [2, 3],
  ]);
});

test.each([
  [
    'fewer cells',
    'a,b\n1,2\n3',
    'line 3 has no end and is left out, as if it was still being written: it has 1 of 2 cells',
  ],
  ['an open quote', 'a,b\n1,2\n3,"x', 'line 3 has no end'],
])('a last line that is cut off is left out: %s', async (_, text, note) => {
  const notes: string[] = [];
  expect(await cellsOf(text, { onNote: (said) => notes.push(said) })).toEqual([['1', '2']]);
  expect(notes).toEqual([expect.stringContaining(note)]);
});

test.each([
  ['a short row', 'a,b\n1,2\n3\n4,5\n', /live\.csv: line 3, column "b" has no cell/],
  ['a long row', 'a,b\n1,2\n3,4,5\n', /live\.csv: line 3, "5" stands behind the last of 2 columns/],
  [
    'an open quote',
    'a,b\n1,2\n3,"x\n4,5\n',
    /live\.csv: line 3, the quote that opens in column 2 never closes/,
  ],
  ['no names', '0,1\n2,3\n', /--no-header/],
  ['nothing', '', /live\.csv: the file is empty/],
  ['a long line', `a,b\n1,2\n${'3'.repeat(1_100_000)}`, /live\.csv: line 3 has more than 1,000,000 bytes/],
])('%s is refused', async (_, text, message) => {
  const reading = cellsOf(text);
  await expect(reading).rejects.toThrow(DataError);
  await expect(reading).rejects.toThrow(message);
});

test('bytes that are not UTF-8 are refused with their line', async () => {
  async function* parts() {
    yield new TextEncoder().encode('a,b\n1,x\n');
    yield Uint8Array.of(50, 44, 0xb0, 10);
  }
  await expect(all(await open(parts()))).rejects.toThrow(/line 3 is not UTF-8.*--encoding/);
});

test('unknown options are errors', async () => {
  await expect(open('a\n1\n', { onNotes: 1 } as never)).rejects.toThrow(
    /streamTable: no option "onNotes": did you mean/,
  );
});

describe('JSON lines', () => {
  test('a row comes as soon as its line is complete, with the keys of the first', async () => {
    const source = byHand();
    const opening = open(source.parts);
    await source.send('{"time":"2026-03-01T00:00:00Z","a":{"t":1.5},"on":true,"xs":[1]}\n{"time"');
    const stream = await opening;
    expect(stream.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['time', 'time'],
      ['a.t', 'number'],
      ['on', 'text'],
    ]);
    const rows = stream[Symbol.asyncIterator]();
    expect((await rows.next()).value).toMatchObject({
      line: 1,
      cells: ['2026-03-01T00:00:00Z', '1.5', 'true'],
    });
    const next = rows.next();
    await source.send(':"2026-03-01T00:01:00Z","b":2,"on":null}\n');
    const { cells, numbers } = (await next).value as TableRow;
    expect(cells).toEqual(['2026-03-01T00:01:00Z', '', 'null']);
    expect(cells.slice(1).map(stream.isMissing)).toEqual([true, true]);
    expect(numbers[1]).toBeNaN();
    await rows.return?.();
    expect(source.hasEnded()).toBe(true);
  });

  test('a last line that is not complete is left out, all else that is no object refused', async () => {
    const notes: string[] = [];
    const onNote = (note: string) => notes.push(note);
    expect(await cellsOf('{"a":1}\n{"a":2}\n{"a', { onNote })).toEqual([['1'], ['2']]);
    expect(notes).toEqual([expect.stringContaining('line 3 is not complete and is left out')]);
    await expect(cellsOf('{"a":1}\nx\n{"a":2}\n')).rejects.toThrow(
      'live.csv: line 2: "x" is no complete JSON',
    );
    await expect(open('[{"a":1},\n{"a":2}]')).rejects.toThrow('live.csv: is a JSON list');
  });
});

test('gzip is unpacked', async () => {
  for (const text of ['a,b\n1,2\n', '{"a":1,"b":2}\n'])
    expect((await all(await open(gzipSync(text)))).map(({ cells }) => cells)).toEqual([['1', '2']]);
});
