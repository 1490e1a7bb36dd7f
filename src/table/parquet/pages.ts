/**
 * Checks the pages of a column before they are decoded, since the decoder trusts what they say of themselves: a run of 2³¹
 * values would fill the memory. Source: github.com/apache/parquet-format, Encodings.md.
 */
import { gunzipSync } from 'fflate';
import { decompress } from 'fzstd';
import { parquetHeader } from 'hyparquet/src/column.js';
import { type Compressors, type PageHeader, snappyUncompress } from 'hyparquet/src/index.js';
import { beyond, limits } from '../../check/limits.ts';

/** How pages are unpacked. */
export const compressors: Compressors = {
  SNAPPY: (packed, length) => {
    const page = new Uint8Array(length);
    snappyUncompress(packed, page);
    return page;
  },
  GZIP: (packed, length) => gunzipSync(packed, { out: new Uint8Array(length) }),
  ZSTD: (packed, length) => decompress(packed, new Uint8Array(length)),
};

/** A column of a group of rows, as its pages lie in the file. */
export interface Pages {
  readonly bytes: Uint8Array;
  readonly codec: keyof Compressors;
  readonly rows: number;
  /** Whether values may be null, so that pages say which are. */
  readonly optional: boolean;
}

/** @throws Error saying what is wrong */
export function checkPages({ bytes, codec, rows, optional }: Pages): void {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  let read = 0;
  while (read < rows && reader.offset < bytes.length - 1) {
    const header = parquetHeader(reader);
    const start = reader.offset;
    reader.offset += header.compressed_page_size;
    if (!(reader.offset >= start && reader.offset <= bytes.length)) throw new Error('a page has no end');
    if (!(header.uncompressed_page_size >= 0 && header.uncompressed_page_size <= limits.array.most))
      throw new Error(`a page ${beyond('array')}`);
    read += checkPage(header, bytes.subarray(start, reader.offset), codec, rows - read, optional);
  }
  if (read !== rows) throw new Error('its pages do not make its rows');
}

/** @returns how many rows it holds */
function checkPage(
  header: PageHeader,
  packed: Uint8Array,
  codec: keyof Compressors,
  most: number,
  optional: boolean,
): number {
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: words } = header;
  if (header.type === 'DICTIONARY_PAGE') {
    if (words && words.num_values > 8 * header.uncompressed_page_size)
      throw new Error('a dictionary has more words than bytes');
    return 0;
  }
  const data = header.type === 'DATA_PAGE_V2' ? second : header.type === 'DATA_PAGE' ? first : undefined;
  if (data === undefined) return 0;
  const { num_values: count, encoding } = data;
  if (!(count >= 0 && count <= most)) throw new Error('a page has more values than there are rows');
  const levels = second ? levelsOfSecond(second, packed) : null;
  if (levels !== null && optional) checkRuns(packed.subarray(levels.start, levels.end), 1, count);
  const coded = encoding.endsWith('DICTIONARY') || encoding === 'RLE';
  // plain values are as many as there are bytes for them
  if (!coded && (levels !== null || !optional)) return count;
  const length = header.uncompressed_page_size - (levels?.end ?? 0);
  const isPacked = codec !== 'UNCOMPRESSED' && second?.is_compressed !== false && length > 0;
  const rest = packed.subarray(levels?.end ?? 0);
  const page = isPacked ? (compressors[codec]?.(rest, length) ?? rest) : rest;
  const values = levels === null && optional ? afterLevels(page, count) : page;
  if (encoding === 'RLE') checkRuns(values.subarray(4), 1, count);
  else if (coded && values.length > 0) checkRuns(values.subarray(1), values[0], count);
  return count;
}

/** Where a page of the second version has its definition levels. */
function levelsOfSecond(
  {
    definition_levels_byte_length: length,
    repetition_levels_byte_length: start,
  }: NonNullable<PageHeader['data_page_header_v2']>,
  packed: Uint8Array,
): { start: number; end: number } {
  if (!(length >= 0 && start >= 0 && start + length <= packed.length))
    throw new Error('a page is shorter than its levels');
  return { start, end: start + length };
}

/** The values of a page of the first version, behind its definition levels, which are checked. */
function afterLevels(page: Uint8Array, count: number): Uint8Array {
  const length = new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(0, true);
  if (4 + length > page.length) throw new Error('a page is shorter than its levels');
  checkRuns(page.subarray(4, 4 + length), 1, count);
  return page.subarray(4 + length);
}

/** Packed values come in eights, and some writers fill up more. */
const FILLED = 512;

/** Runs of values of `width` bits, one after the other: none may say more values than there can be. */
function checkRuns(bytes: Uint8Array, width: number, count: number): void {
  if (width > 32) throw new Error(`values of ${width} bits`);
  let seen = 0;
  let at = 0;
  while (seen < count && at < bytes.length) {
    let header = 0;
    for (let shift = 0; ; shift += 7, at++) {
      if (shift > 28 || at >= bytes.length) throw new Error('a run has no length');
      header += (bytes[at] & 0x7f) * 2 ** shift;
      if (bytes[at] < 0x80) break;
    }
    at += 1;
    const length = header % 2 === 1 ? ((header - 1) / 2) * 8 : header / 2;
    const room = header % 2 === 1 ? FILLED : 0;
    if (length > count - seen + room) throw new Error('a run has more values than its page');
    at += header % 2 === 1 ? (length / 8) * width : Math.ceil(width / 8);
    seen += length;
  }
}
