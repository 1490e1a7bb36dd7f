/** Parquet files of every kind of column, and damaged ones, which end with an error of their own. */
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/check/data-error.ts';
import { readTable } from '../../src/table/read.ts';
import type { Table, TableOptions } from '../../src/table/table.ts';

type Written = Parameters<typeof parquetWriteBuffer>[0];
const write = (options: Written): Uint8Array => new Uint8Array(parquetWriteBuffer(options));
const read = (bytes: Uint8Array, more: Partial<TableOptions> = {}): Promise<Table> =>
  readTable(bytes, { file: 'a.parquet', ...more });
const column = (table: Table, name: string) => table.columns.find((one) => one.name === name)!;
const one = (element: object, data: unknown[]): Uint8Array =>
  write({
    columnData: [{ name: 'c', data: data as never }],
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'c', repetition_type: 'OPTIONAL', ...element },
    ] as never,
  });
/** A frame of zstd with one block that is stored as it is (RFC 8878). */
function zstdStored(page: Uint8Array): Uint8Array {
  const frame = new Uint8Array(12 + page.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, 0xfd2fb528, true);
  frame[4] = 0xa0; // one segment, its size in four bytes
  view.setUint32(5, page.length, true);
  view.setUint32(9, (page.length << 3) | 1, true);
  frame.set(page, 12);
  return frame;
}
const minute = 60_000_000n;
const start = 1_772_323_200_000_000n; // 2026-03-01T00:00:00Z in microseconds

describe('columns of Parquet', () => {
  test('numbers of every width, words and gaps', async () => {
    const table = await read(
      write({
        columnData: [
          { name: 'i', data: [1, 2, null, -4], type: 'INT32' },
          { name: 'l', data: [1n, 2n ** 40n, 3n, null], type: 'INT64' },
          { name: 'd', data: [0.1, Number.NaN, -200, 5], type: 'DOUBLE' },
          { name: 's', data: ['on', 'off', null, 'on'], type: 'STRING' },
          { name: 'b', data: [true, false, true, null], type: 'BOOLEAN' },
        ],
      }),
      { missing: ['-200'] },
    );
    expect(table).toMatchObject({ format: 'Parquet', rows: 4, dialect: null, notes: [] });
    expect(table.single).toBe(undefined);
    expect(Array.from(column(table, 'i').numbers!)).toEqual([1, 2, Number.NaN, -4]);
    expect(column(table, 'i').missing).toEqual(new Map([['null', 1]]));
    expect(Array.from(column(table, 'l').numbers!)).toEqual([1, 2 ** 40, 3, Number.NaN]);
    expect(Array.from(column(table, 'd').numbers!)).toEqual([0.1, Number.NaN, Number.NaN, 5]);
    expect(column(table, 'd').missing).toEqual(
      new Map([
        ['-200', 1],
        ['NaN', 1],
      ]),
    );
    expect(column(table, 's')).toMatchObject({
      kind: 'text',
      words: ['on', 'off'],
      codes: Int32Array.of(0, 1, -1, 0),
    });
    expect(column(table, 'b')).toMatchObject({ words: ['true', 'false'], codes: Int32Array.of(0, 1, 0, -1) });
    expect(table.lineOf(2)).toBe(3);
  });

  test.each([
    ['MILLIS', start / 1000n, minute / 1000n],
    ['MICROS', start, minute],
    ['NANOS', start * 1000n, minute * 1000n],
  ] as const)('times in %s, with and without a zone', async (unit, first, step) => {
    const times = [first, first + step, null, first + 3n * step + 1n];
    const written = (isAdjustedToUTC: boolean) =>
      one({ type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit } }, times);
    const utc = column(await read(written(true)), 'c');
    const rest = { MILLIS: 1e-3, MICROS: 1e-6, NANOS: 1e-9 }[unit];
    expect(utc.kind).toBe('time');
    expect(Array.from(utc.numbers!)).toEqual([0, 60, Number.NaN, 180 + rest]);
    expect(utc.time).toMatchObject({
      origin: Number(start / 1_000_000n),
      zone: 'UTC',
      holds: 'date and time',
    });
    expect(column(await read(written(false)), 'c').time).toMatchObject({ zone: null });
    const local = column(await read(written(false), { zone: 'Europe/Berlin' }), 'c');
    expect(local.time).toMatchObject({ origin: Number(start / 1_000_000n) - 3600, zone: 'Europe/Berlin' });
  });

  test('times before 1970, dates, times of day, decimals', async () => {
    const stamp = {
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    };
    const old = column(await read(one(stamp, [-1500n, 500n])), 'c');
    expect(old.time?.origin).toBe(-2);
    expect(Array.from(old.numbers!)).toEqual([0.5, 2.5]);
    const dates = column(await read(one({ type: 'INT32', converted_type: 'DATE' }, [1, 3, null])), 'c');
    expect(dates).toMatchObject({ kind: 'time', time: { holds: 'date', origin: 86_400, zone: null } });
    expect(Array.from(dates.numbers!)).toEqual([0, 172_800, Number.NaN]);
    const clock = column(
      await read(one({ type: 'INT32', converted_type: 'TIME_MILLIS' }, [1500, 90_000])),
      'c',
    );
    expect(clock.time).toMatchObject({ holds: 'clock', origin: 0 });
    expect(Array.from(clock.numbers!)).toEqual([1.5, 90]);
    const cents = one({ type: 'INT64', converted_type: 'DECIMAL', scale: 2, precision: 10 }, [1.25, -0.1]);
    expect(Array.from(column(await read(cents), 'c').numbers!)).toEqual([1.25, -0.1]);
  });

  test('single precision is said, texts that are times or numbers are read as such', async () => {
    const single = await read(write({ columnData: [{ name: 'x', data: [0.5, 1.5], type: 'FLOAT' }] }));
    expect(single.single).toBe(true);
    const texts = await read(
      write({
        columnData: [
          { name: 't', data: ['2026-03-01 00:00:00', '2026-03-01 00:01:00'], type: 'STRING' },
          { name: 'n', data: ['1.5', 'NA'], type: 'STRING' },
          { name: 'id', data: [7, 8], type: 'INT32' },
        ],
      }),
      { texts: ['id'] },
    );
    expect(texts.columns.map(({ kind }) => kind)).toEqual(['time', 'number', 'text']);
    expect(Array.from(column(texts, 'n').numbers!)).toEqual([1.5, Number.NaN]);
    expect(column(texts, 'id').words).toEqual(['7', '8']);
  });

  test('columns are chosen by name; lists and the index of pandas are left out with a note', async () => {
    const bytes = write({
      columnData: [
        { name: 'a', data: [1, 2] },
        { name: 'list', data: [[1], [2, 3]] as never },
        { name: '__index_level_0__', data: [0n, 1n] },
      ],
      schema: [
        { name: 'root', num_children: 3 },
        { name: 'a', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
        { name: 'list', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
        { name: '__index_level_0__', type: 'INT64', repetition_type: 'OPTIONAL' },
      ],
    });
    const table = await read(bytes);
    expect(table.columns.map(({ name }) => name)).toEqual(['a']);
    expect(table.notes).toEqual([
      'column "__index_level_0__", the index of pandas, is left out: --inputs takes it',
      'column list holds lists or structures and is left out',
    ]);
    await expect(read(bytes, { columns: ['list'] })).rejects.toThrow(
      'column "list" holds lists or structures and cannot be read',
    );
    await expect(read(bytes, { columns: ['aa'] })).rejects.toThrow(
      'a.parquet: has no column "aa": did you mean "a"?',
    );
    const index = await read(bytes, { columns: ['__index_level_0__'] });
    expect(Array.from(index.columns[0].numbers!)).toEqual([0, 1]);
  });

  test('many groups of rows and pages come back', async () => {
    const data = Array.from({ length: 5000 }, (_, k) => (k % 7 === 3 ? null : Math.sin(k)));
    const words = data.map((_, k) => `w${k % 11}`);
    for (const codec of ['SNAPPY', 'UNCOMPRESSED', 'GZIP', 'ZSTD'] as const) {
      const bytes = write({
        columnData: [
          { name: 'a', data, type: 'DOUBLE' },
          { name: 'w', data: words, type: 'STRING' },
        ],
        ...{ rowGroupSize: 700, pageSize: 1000, codec },
        compressors: { GZIP: (page) => gzipSync(page), ZSTD: zstdStored },
      });
      const table = await read(bytes);
      expect(Array.from(column(table, 'a').numbers!)).toEqual(data.map((x) => x ?? Number.NaN));
      const { codes, words: named } = column(table, 'w');
      expect(Array.from(codes!, (code) => named[code])).toEqual(words);
    }
  });
});

describe('Parquet that cannot be read', () => {
  const good = write({
    columnData: [
      { name: 'a', data: Array.from({ length: 300 }, (_, k) => k / 3), type: 'DOUBLE' },
      { name: 's', data: Array.from({ length: 300 }, (_, k) => `w${k % 5}`), type: 'STRING' },
    ],
  });

  test('pages packed with brotli name the command that writes the file again', async () => {
    const bytes = write({
      columnData: [{ name: 'a', data: [1, 2], type: 'DOUBLE' }],
      codec: 'BROTLI',
      compressors: { BROTLI: (page) => page },
    });
    await expect(read(bytes)).rejects.toThrow(
      /its pages are packed with BROTLI; snappy, gzip and zstd can be read\. Write it again with python3 -c/,
    );
  });

  test('any part of a file, and any damaged file, ends with an error that names it, or is read', async () => {
    const tried = async (bytes: Uint8Array): Promise<void> => {
      try {
        await read(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        expect((error as Error).message).toMatch(/^a\.parquet: /);
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 5), async (length) => tried(good.slice(0, 4 + length))),
      { numRuns: 40 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 4, max: good.length - 1 }), fc.nat(255)), {
          minLength: 1,
          maxLength: 4,
        }),
        async (changes) => {
          const bytes = good.slice();
          for (const [at, byte] of changes) bytes[at] = byte;
          await tried(bytes);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a file that is cut short says so', async () => {
    await expect(read(good.slice(0, good.length - 20))).rejects.toThrow(
      'a.parquet: the Parquet file is damaged or cut short: ',
    );
  });
});
