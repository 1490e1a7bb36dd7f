/** What a file is, its first bytes tell, whatever it comes from. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readTable, readTables } from '../../src/table/read.ts';
import type { TableSource } from '../../src/table/table.ts';

const csv = 'time,a\n0,1.5\n60,\n120,3\n';
const bytes = new TextEncoder().encode(csv);
const options = { file: 'a.csv' };

async function* inParts(whole: Uint8Array, size: number) {
  for (let at = 0; at < whole.length; at += size) yield whole.slice(at, at + size);
}

async function values(source: TableSource, file = 'a.csv') {
  const { columns } = await readTable(source, { file });
  return Object.fromEntries(columns.map(({ name, numbers }) => [name, Array.from(numbers ?? [])]));
}

const truth = { time: [0, 60, 120], a: [1.5, Number.NaN, 3] };

test.each<[string, () => TableSource]>([
  ['a text', () => csv],
  ['bytes', () => bytes],
  ['a Blob', () => new Blob([csv])],
  ['a ReadableStream', () => new Blob([csv]).stream()],
  ['parts', () => inParts(bytes, 3)],
  ['gzip', () => inParts(gzipSync(csv), 7)],
  ['UTF-16', () => inParts(Buffer.from(`\ufeff${csv}`, 'utf16le'), 5)],
  ['gzip of UTF-16', () => gzipSync(Buffer.from(`\ufeff${csv}`, 'utf16le'))],
  ['JSON lines', () => '{"time":0,"a":1.5}\n{"time":60}\n{"time":120,"a":3}\n'],
  ['gzip of JSON lines', () => gzipSync('{"time":0,"a":1.5}\n{"time":60}\n{"time":120,"a":3}')],
])('a table comes of %s', async (_, source) => expect(await values(source())).toEqual(truth));

describe('other kinds are refused with the command that converts them', () => {
  test.each<[string, TableSource, string]>([
    [
      'an Excel file',
      Buffer.from('PK\x03\x04                          xl/workbook.xml'),
      'a.csv: is an Excel file (xlsx), not a table (CSV, JSON lines, Parquet or NPY): libreoffice --headless --convert-to csv a.csv',
    ],
    ['gzip in gzip', gzipSync(gzipSync(csv)), 'a.csv: inside the gzip is gzip again: unpack it once'],
    [
      'a packed archive',
      gzipSync(`${'x.csv'.padEnd(257, '\0')}ustar\0`),
      'inside the gzip is a tar archive, not a table (CSV, JSON lines, Parquet or NPY): tar -xf a.csv',
    ],
    [
      'a packed database',
      gzipSync('SQLite format 3\0'),
      '> table.csv (sqlite3 a.csv .tables lists them), after gunzip -k',
    ],
    ['a web page', '<!DOCTYPE html><html>', 'is a web page (a failed download, perhaps)'],
  ])('%s', async (_, source, message) => {
    await expect(readTable(source, options)).rejects.toThrow(message);
  });

  test('nothing at all, and no source', async () => {
    await expect(readTable('', options)).rejects.toThrow('a.csv: ');
    await expect(readTable(gzipSync(''), options)).rejects.toThrow('a.csv: ');
    await expect(readTable(7 as never, options)).rejects.toThrow('a.csv: a table is read from a text');
    await expect(readTable(csv, { ...options, seperator: ';' } as never)).rejects.toThrow(
      'readTable: no option "seperator": did you mean "separator"?',
    );
  });
});

test('a source is ended however reading ends', async () => {
  let open = 0;
  const source = async function* (whole: Uint8Array) {
    open += 1;
    try {
      for (let part = 0; part < 9000; part++) yield whole;
    } finally {
      open -= 1;
    }
  };
  await expect(readTable(source(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')), options)).rejects.toThrow(
    'a PNG picture',
  );
  await expect(readTable(source(Buffer.from('a,b\n1,2\n\0\n')), options)).rejects.toThrow('byte of zero');
  await expect(readTable(source(Buffer.from('\x1f\x8b\x08\0aaaaaaaa', 'latin1')), options)).rejects.toThrow(
    'gzip is damaged',
  );
  expect(open).toBe(0);
});

test('a line without an end is refused before it fills the memory', async () => {
  let taken = 0;
  const endless = async function* (start: string) {
    yield Buffer.from(start);
    for (let part = 0; part < 50; part++) {
      taken += 1_000_000;
      yield Buffer.alloc(1_000_000, '7');
    }
  };
  await expect(readTable(endless('{"a":'), options)).rejects.toThrow(
    'a.csv: line 1 has more than 1,000,000 bytes',
  );
  await expect(readTable(endless('a,b\n1,'), options)).rejects.toThrow(
    'line 2 has more than 1,000,000 bytes',
  );
  expect(taken).toBeLessThan(10_000_000);
});

test('an array of several recordings is several tables', async () => {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 1), }`.padEnd(117);
  const array = Buffer.concat([
    Buffer.from(`\x93NUMPY\x01\0${String.fromCharCode(118)}\0${header}\n`, 'latin1'),
    Buffer.from(new Float32Array([1, 2, 3, 4, Number.NaN, 6]).buffer),
  ]);
  await expect(readTable(array, { file: 'a.npy' })).rejects.toThrow(
    'a.npy: holds 2 recordings; readTables gives them all',
  );
  const tables = await readTables(inParts(array, 11), { file: 'a.npy' });
  expect(tables.map(({ file, rows, single }) => [file, rows, single])).toEqual([
    ['a.npy[0]', 3, true],
    ['a.npy[1]', 3, true],
  ]);
  expect(Array.from(tables[1].columns[0].numbers ?? [])).toEqual([4, Number.NaN, 6]);
  expect(tables[1].columns[0].missing).toEqual(new Map([['NaN', 1]]));
});
