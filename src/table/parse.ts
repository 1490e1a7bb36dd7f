/** Reads a text table at once. */
import { TableBuilder } from './builder.ts';
import type { Table, TableOptions } from './table.ts';

/** Characters that are written as bytes together. */
const PART = 1 << 16;

/**
 * Reads a text table: separated values with any separator, decimal mark and encoding that `Dialect` has. What the options
 * leave out is guessed from the first 64 KiB.
 * @throws {DataError} naming file, line and column: on rows without the columns of the header, on what fits no layout or
 *   two, on a name that stands twice, on text that contradicts the options, and on what is beyond the limits
 */
export function parseTable(source: Uint8Array | string, options: TableOptions): Table {
  const isText = typeof source === 'string';
  const builder = new TableBuilder(isText ? { ...options, encoding: 'utf-8' } : options);
  if (!isText) {
    builder.push(source);
    return builder.finish();
  }
  const encoder = new TextEncoder();
  for (let from = 0, to = 0; from < source.length; from = to) {
    // a character of two halves stays whole
    to = Math.min(source.length, from + PART);
    if (to < source.length && /[\ud800-\udbff]/.test(source[to - 1])) to += 1;
    builder.push(encoder.encode(source.slice(from, to)));
  }
  return builder.finish();
}
