/** Reads a table of any format: what it is, its first bytes tell. */
import { DataError } from '../check/data-error.ts';
import { kindOf, wrongKind } from '../check/kind.ts';
import { beyond, limits } from '../check/limits.ts';
import { TableBuilder } from './builder.ts';
import { unpacked } from './gunzip.ts';
import { jsonTable } from './json/table.ts';
import { npyTables } from './npy.ts';
import { checkTableOptions } from './options.ts';
import { collected, type Parts, type Peeked, partsOf } from './source.ts';
import type { Table, TableOptions, TableSource } from './table.ts';

/** Bytes that tell the kind of file. */
const START = 65_536;

/**
 * Reads a table: text with any separator, JSON lines, Parquet or NPY, packed with gzip or not. Text is read as it arrives, in
 * memory of about its numbers; Parquet and NPY are held whole.
 * @param source a text, bytes, a Blob, a ReadableStream or parts that arrive; a path is a text too, so open the file first
 * @throws {DataError} naming file, line and column; for another kind of file with the command that converts it; for an array
 * of several recordings (see `readTables`)
 */
export async function readTable(source: TableSource, options: TableOptions): Promise<Table> {
  const tables = await readTables(source, options);
  if (tables.length > 1)
    throw new DataError(
      `${options.file}: holds ${tables.length.toLocaleString('en')} recordings; readTables gives them all`,
    );
  return tables[0];
}

/**
 * Reads every table of a file: of an array [S, T, C] one for each recording, named `file[0]`, `file[1]` …; of any other file
 * the one that it is.
 * @throws as `readTable`
 */
export async function readTables(source: TableSource, options: TableOptions): Promise<Table[]> {
  checkTableOptions('readTable', options);
  const { file } = options;
  const found = await unpacked(partsOf(source, file), file, START);
  return tablesOf(found, options, found.isPacked ? 'inside the gzip ' : '');
}

async function tablesOf(
  { start, whole, close }: Peeked,
  options: TableOptions,
  inside: string,
): Promise<Table[]> {
  const { file } = options;
  const { name } = kindOf(start);
  try {
    if (name === 'gzip')
      throw new DataError(`${file}: ${inside}is gzip again: unpack it once with gunzip, and read what comes`);
    checkKind(start, file, inside);
    if (name === 'npy') return npyTables(await held(whole, file), options);
    if (name === 'parquet') {
      // its reader is loaded only when there is such a file
      const { parquetTable } = await import('./parquet/table.ts');
      return [parquetTable(await held(whole, file), options)];
    }
    if (name === 'json' || name === 'jsonl') return [await jsonTable(start, whole, options)];
    const builder = new TableBuilder(options);
    for await (const part of whole) builder.push(part);
    return [builder.finish()];
  } finally {
    await close();
  }
}

/** @throws {DataError} for what is no table, with the command that makes one of it; some commands take gzip as it is */
function checkKind(start: Uint8Array, file: string, inside: string): void {
  const unpacks = inside !== '' && !['tar', 'rds', 'rdata'].includes(kindOf(start).name);
  const wrong = wrongKind(start, 'table', unpacks ? file.replace(/\.gz$/i, '') : file);
  if (wrong === null) return;
  throw new DataError(`${file}: ${inside}${wrong}${unpacks ? ', after gunzip -k' : ''}`);
}

const held = (whole: Parts, file: string): Promise<Uint8Array> =>
  collected(whole, limits.array.most, () => new DataError(`${file}: ${beyond('array')}`));
