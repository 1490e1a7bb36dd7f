/** JSON objects, one a line, become the columns of their keys. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../src/table/read.ts';
import type { Table, TableOptions } from '../../src/table/table.ts';

const read = (text: string, more: Partial<TableOptions> = {}): Promise<Table> =>
  readTable(text, { file: 'a.jsonl', ...more });
const lines = (...rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const column = (table: Table, name: string) => table.columns.find((one) => one.name === name)!;

describe('JSON lines', () => {
  test('numbers, words, gaps and times have their kinds', async () => {
    const table = await read(
      lines(
        { t: '2026-03-01T00:00:00Z', a: 1.5, s: 'on', ok: true },
        { t: '2026-03-01T00:01:00Z', a: null, s: 'off', ok: false },
        { t: '2026-03-01T00:02:00Z', a: 'NaN', s: 'on', late: 7 },
        { t: '2026-03-01T00:03:00Z', a: '2.5', s: '' },
      ),
    );
    expect(table).toMatchObject({ format: 'JSON lines', rows: 4, dialect: null });
    expect(table.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ['t', 'time'],
      ['a', 'number'],
      ['s', 'text'],
      ['ok', 'text'],
      ['late', 'number'],
    ]);
    expect(Array.from(column(table, 't').numbers!)).toEqual([0, 60, 120, 180]);
    expect(Array.from(column(table, 'a').numbers!)).toEqual([1.5, Number.NaN, Number.NaN, 2.5]);
    expect(column(table, 'a').missing).toEqual(
      new Map([
        ['null', 1],
        ['NaN', 1],
      ]),
    );
    expect(column(table, 's')).toMatchObject({ words: ['on', 'off'], codes: Int32Array.of(0, 1, 0, -1) });
    expect(column(table, 'ok')).toMatchObject({
      words: ['true', 'false'],
      codes: Int32Array.of(0, 1, -1, -1),
    });
    expect(Array.from(column(table, 'late').numbers!)).toEqual([Number.NaN, Number.NaN, 7, Number.NaN]);
    expect(column(table, 'late').missing).toEqual(new Map([['', 3]]));
  });

  test('markers, texts and columns are as asked', async () => {
    const text = lines({ a: -200, b: 1, id: 1 }, { a: 5, b: [1], id: 2 });
    const table = await read(text, { missing: ['-200.0'], texts: ['id'], columns: ['a', 'id'] });
    expect(table.columns.map(({ name }) => name)).toEqual(['a', 'id']);
    expect(Array.from(column(table, 'a').numbers!)).toEqual([Number.NaN, 5]);
    expect(column(table, 'id').words).toEqual(['1', '2']);
    const chosen = await read(text, { columns: (names) => names.filter((name) => name !== 'b') });
    expect(chosen.columns.map(({ name }) => name)).toEqual(['a', 'id']);
    await expect(read(text, { columns: ['aa'] })).rejects.toThrow(
      'a.jsonl: has no column "aa": did you mean "a"?',
    );
    await expect(read(lines({ abc: 1 }), { columns: ['abd'] })).rejects.toThrow('did you mean "abc"?');
  });

  test('a word among numbers is remembered with its line', async () => {
    const table = await read(`{"a":1}\n\n{"a":"oops"}\n{"a":2}\n`);
    expect(column(table, 'a')).toMatchObject({ kind: 'text', stray: { line: 3, cell: 'oops' } });
    expect([0, 1, 2].map((row) => table.lineOf(row))).toEqual([1, 3, 4]);
  });

  test('a list of objects is read too, and what Python writes', async () => {
    const list = await read(` [{"a":1,\n"b":2},{"b":3}]`);
    expect(Array.from(column(list, 'a').numbers!)).toEqual([1, Number.NaN]);
    const python = await read('{"a":NaN,"s":"NaN, \\"x\\": NaN"}\n{"a":2,"s":"-"}\n');
    expect(Array.from(column(python, 'a').numbers!)).toEqual([Number.NaN, 2]);
    expect(column(python, 's').words).toEqual(['NaN, "x": NaN']);
  });

  test('the last line may be one that is still being written', async () => {
    const table = await read('{"a":1}\n{"a":2}\n{"a":3');
    expect(table.rows).toBe(2);
    expect(table.notes).toEqual([
      'line 3 is not complete and is left out: it was still being written, perhaps',
    ]);
    await expect(read('{"a":1}\n{"a":2\n{"a":3}\n')).rejects.toThrow(
      'a.jsonl: line 2: "{\\"a\\":2" is no complete JSON object',
    );
  });

  test.each<[string, string]>([
    [
      '{\n  "a": 1\n}\n',
      'line 1: "{" is no complete JSON object; each line must hold one, such as {"t":0,"a":1.5}. Make lines of other JSON with jq -c \'.[]\' FILE',
    ],
    ['{"a":1}\n[1,2]\n', 'line 2: a list is no object'],
    ['[[1,2]]', 'element 1 of the list: a list is no object'],
    ['[{"a":1},', 'is no complete JSON list'],
    ['[]', 'there is no row'],
  ])('refuses %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test('keys of objects within are columns, and lists are left out unless they are asked for', async () => {
    const text = '{"time":1,"gps":{"lat":2,"fix":{"ok":true}},"tags":[1,2]}\n{"time":2,"gps":{"lat":3}}\n';
    const table = await read(text);
    expect(table.columns.map(({ name }) => name)).toEqual(['time', 'gps.lat', 'gps.fix.ok']);
    expect(Array.from(column(table, 'gps.lat').numbers!)).toEqual([2, 3]);
    expect(table.notes).toEqual([
      expect.stringMatching(/line 1, "tags" is a list.*: the column is left out/),
    ]);
    await expect(read(text, { columns: ['tags'] })).rejects.toThrow('a.jsonl: line 1, "tags" is a list');
  });

  test('names of the language are names like others', async () => {
    const table = await read('{"__proto__":1,"constructor":2}\n{"__proto__":3,"toString":"x"}\n');
    expect(table.columns.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Array.from(column(table, '__proto__').numbers!)).toEqual([1, 3]);
  });

  test('a new key in every row is refused, not a table of nothing', async () => {
    const text = Array.from({ length: 5000 }, (_, k) => `{"k${k}":1}\n`).join('');
    await expect(read(text)).rejects.toThrow('fewer than one cell in 100 holds a value');
  });

  test('numbers stay numbers, however many digits they have', async () => {
    const table = await read(lines({ a: 2202527810077670 }, { a: 0.5 }));
    expect(column(table, 'a')).toMatchObject({
      kind: 'number',
      numbers: Float64Array.of(2202527810077670, 0.5),
    });
  });

  test('all rows come back', async () => {
    const row = fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      { minKeys: 1 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 600 }), async (rows) => {
        const table = await read(lines(...rows));
        for (const { name, numbers } of table.columns)
          expect(Array.from(numbers!)).toEqual(
            rows.map((one) => (name in one ? one[name] : Number.NaN)).map((x) => x + 0),
          );
      }),
      { numRuns: 30 },
    );
  });
});
