/** A Parquet file in memory, checked before its pages are decoded. */
import { readColumn } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import {
  type DecodedArray,
  type FileMetaData,
  type ParquetParsers,
  type ParquetType,
  parquetMetadata,
  parquetSchema,
  type RowGroup,
  type SchemaTree,
} from 'hyparquet/src/index.js';
import { getSchemaPath } from 'hyparquet/src/schema.js';
import { DataError } from '../../check/data-error.ts';
import { shown } from '../../check/shown.ts';
import { checkPages, compressors, type Pages } from './pages.ts';

const unpacked: ReadonlySet<string> = new Set(['UNCOMPRESSED', ...Object.keys(compressors)]);

/** Whole nanoseconds, milliseconds and texts, where the library would make dates of them. */
const parsers: ParquetParsers = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: (value) => BigInt(value) * 1_000_000n,
  timestampFromMicroseconds: (value) => BigInt(value) * 1000n,
  timestampFromNanoseconds: (value) => BigInt(value),
  dateFromDays: (days) => days,
  jsonFromBytes: (bytes) => bytes && new TextDecoder().decode(bytes),
};

interface ColumnPages extends Pages {
  readonly type: ParquetType;
}

/** Rows of a group, and a part of one of its columns. */
interface ColumnPart {
  readonly values: DecodedArray;
  /** Of the first value. */
  readonly row: number;
}

export class ParquetFile {
  readonly columns: readonly SchemaTree[];
  readonly rows: number;
  readonly #file: string;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #metadata: FileMetaData;

  /** @throws {DataError} if the file is cut short or its metadata is no such thing */
  constructor(bytes: Uint8Array, file: string) {
    this.#file = file;
    this.#bytes = bytes as Uint8Array<ArrayBuffer>;
    this.#metadata = this.#guarded(() => parquetMetadata(bytes, { geoparquet: false }));
    this.columns = this.#guarded(() => parquetSchema(this.#metadata)).children;
    const { num_rows: rows, row_groups: groups } = this.#metadata;
    this.rows = Number(rows);
    if (groups.some(({ num_rows: count }) => count < 0n) || sum(groups) !== this.rows)
      throw this.#damaged(`its groups of rows do not make its ${rows} rows`);
  }

  /** The text that a writer left under a name. */
  note(name: string): string | undefined {
    return this.#metadata.key_value_metadata?.find(({ key }) => key === name)?.value;
  }

  /** The parts of a column, group by group. @throws {DataError} for pages that cannot be unpacked or are damaged */
  *read(name: string): Generator<ColumnPart, void, undefined> {
    let start = 0;
    for (const group of this.#metadata.row_groups) {
      const rows = Number(group.num_rows);
      if (rows > 0) {
        let row = start;
        for (const values of this.#values(name, this.#pages(name, group))) {
          yield { values, row };
          row += values.length;
        }
      }
      start += rows;
    }
  }

  #values(name: string, { bytes, codec, rows, type }: ColumnPages): readonly DecodedArray[] {
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
    const pathInSchema = [name];
    const schemaPath = getSchemaPath(this.#metadata.schema, pathInSchema);
    const { element } = schemaPath[1];
    const decoder = { pathInSchema, type, element, schemaPath, codec, parsers, compressors };
    const all = { groupStart: 0, selectStart: 0, selectEnd: rows, groupRows: rows };
    return this.#guarded(() => readColumn(reader, all, decoder).data, `column ${shown(name)}: `);
  }

  /** The pages of a column in a group. @throws {DataError} if they do not lie in the file, or say what cannot be */
  #pages(name: string, group: RowGroup): ColumnPages {
    const column = group.columns.find(({ meta_data: meta }) => meta?.path_in_schema[0] === name)?.meta_data;
    if (!column) throw this.#damaged(`column ${shown(name)} lacks its metadata, or is encrypted`);
    if (!unpacked.has(column.codec)) throw this.#packed(column.codec);
    const start = Number(column.dictionary_page_offset || column.data_page_offset);
    const end = start + Number(column.total_compressed_size);
    if (!(start >= 4 && start < end && end <= this.#bytes.length))
      throw this.#damaged(
        `column ${shown(name)} lies in bytes ${start} to ${end}, but the file has ${this.#bytes.length}`,
      );
    const rows = Number(group.num_rows);
    if (Number(column.num_values) !== rows)
      throw this.#damaged(`column ${shown(name)} has ${column.num_values} values for ${rows} rows`);
    const tree = this.columns.find(({ element }) => element.name === name);
    const optional = tree?.element.repetition_type !== 'REQUIRED';
    const bytes = this.#bytes.subarray(start, end);
    const pages = { bytes, codec: column.codec, rows, optional, type: column.type };
    this.#guarded(() => checkPages(pages), `column ${shown(name)}: `);
    return pages;
  }

  #packed(codec: string): DataError {
    return new DataError(
      `${this.#file}: its pages are packed with ${codec}; snappy, gzip and zstd can be read. Write it again with ` +
        `python3 -c "import sys, pandas; f = sys.argv[1]; pandas.read_parquet(f).to_parquet(f, compression='snappy')" ${this.#file}`,
    );
  }

  #guarded<T>(read: () => T, where = ''): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof DataError) throw error;
      throw this.#damaged(where + (error as Error).message, error);
    }
  }

  #damaged(what: string, cause?: unknown): DataError {
    return new DataError(
      `${this.#file}: the Parquet file is damaged or cut short: ${what.replace(/^parquet (file )?/, '')}; copy it again`,
      { cause },
    );
  }
}

const sum = (groups: readonly RowGroup[]): number =>
  groups.reduce((rows, { num_rows: count }) => rows + Number(count), 0);
