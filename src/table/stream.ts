/** Reads a text table row by row, each row as soon as its line has come. */
import { DataError, dataError } from '../check/data-error.ts';
import { checkOptions } from '../check/options.ts';
import { callable } from '../check/rules.ts';
import { unpacked } from './gunzip.ts';
import { jsonStream } from './json/stream.ts';
import { guessedOf, tableRules } from './options.ts';
import { type Parts, partsOf } from './source.ts';
import type { TableOptions, TableRow, TableSource, TableStream } from './table.ts';
import { unfinished } from './text/cut-off.ts';
import { Incoming, PART } from './text/incoming.ts';
import { lookOf } from './text/kinds.ts';
import { type Layout, layoutOf } from './text/layout.ts';
import { RowStream } from './text/row-stream.ts';
import { hasEnough, startText } from './text/start.ts';
import { StreamColumns } from './text/stream-columns.ts';

export interface StreamOptions extends TableOptions {
  /** Called with what is said while rows are read: of a last line that is left out. */
  readonly onNote?: (note: string) => void;
}

/** Bytes that tell gzip and JSON from other texts: no more, since a row may be as short. */
const SIGN = 2;
const JSON_START = /^\s?\{|^\[[{\s]/;

/**
 * Reads a text table or JSON lines, packed or not, as they come. Resolves as soon as the names of the columns and a first row
 * have come, and guesses from these and from what came with them; the keys of the first JSON line are the columns. Yields a
 * row as soon as its line is complete, before it asks for more.
 * A text in a column of numbers is no error here: the row has NaN there and the cell as written.
 * @returns a stream that can be read once; the source ends when reading does
 * @throws {DataError} naming file and line, also while rows are read: as `parseTable`, but a text without rows is none
 */
export async function streamTable(source: TableSource, options: StreamOptions): Promise<TableStream> {
  checkOptions('streamTable', options, { ...tableRules, onNote: callable }, dataError);
  const { start: sign, whole } = await unpacked(partsOf(source, options.file), options.file, SIGN);
  if (JSON_START.test(String.fromCharCode(...sign))) return jsonStream(whole, options, options.onNote);
  const parts = piecesOf(whole);
  const incoming = new Incoming(options);
  try {
    const { layout, ended } = await start(parts, incoming, options);
    const columns = new StreamColumns(layout, options);
    const rows = rowsFrom(parts, incoming, layout, columns, ended, options);
    const dialect = { encoding: incoming.encoding, ...layout.dialect };
    return {
      columns: columns.described,
      dialect,
      guessed: guessedOf(dialect, options),
      notes: [...incoming.notes, ...layout.notes],
      isMissing: (cell) => layout.markers.has(cell),
      [Symbol.asyncIterator]: () => rows,
    };
  } catch (error) {
    await parts.return();
    throw error;
  }
}

/** Parts of a length that is looked at together. */
async function* piecesOf(parts: Parts): Parts {
  for await (const part of parts)
    for (let from = 0; from < part.length; from += PART) yield part.subarray(from, from + PART);
}

/** Waits for the layout: for a line of names and a row of data, unless they cannot be understood alone. */
async function start(
  parts: Parts,
  incoming: Incoming,
  options: TableOptions,
): Promise<{ layout: Layout; ended: boolean }> {
  const { queue } = incoming;
  for (;;) {
    const { value, done } = await parts.next();
    if (done) break;
    incoming.push(value);
    if (!hasLine(queue.view) && queue.length < PART) continue;
    incoming.decode();
    const found = layoutSoFar(queue.view, options);
    if (found === null) continue;
    queue.drop(found.length);
    return { layout: found.layout, ended: false };
  }
  incoming.end();
  const { text, lengthOf } = startText(queue.view, true, options.file);
  const layout = layoutOf(text, true, options);
  queue.drop(lengthOf(layout.body));
  return { layout, ended: true };
}

/** Whether a line has ended, by a line feed or a carriage return alone, which something must follow. */
const hasLine = (bytes: Uint8Array): boolean => bytes.includes(10) || bytes.subarray(0, -1).includes(13);

/** The layout of the complete lines, and how many bytes stand before their data; null if more lines may tell more. */
function layoutSoFar(bytes: Uint8Array, options: TableOptions): { layout: Layout; length: number } | null {
  const { file } = options;
  if (!hasEnough(bytes, file, options.header === false ? 1 : 2)) return null;
  const mayWait = !hasEnough(bytes, file);
  const { text, lengthOf } = startText(bytes, false, file);
  try {
    const layout = layoutOf(text, false, options);
    // words alone may be units
    const areWords = layout.rows.every(({ cells }) =>
      cells.every((cell) => lookOf(cell) === 'text' || cell === ''),
    );
    if (areWords && layout.rows.length < 2 && mayWait) return null;
    return { layout, length: lengthOf(layout.body) };
  } catch (error) {
    if (error instanceof DataError && mayWait) return null;
    throw error;
  }
}

async function* rowsFrom(
  parts: Parts,
  incoming: Incoming,
  layout: Layout,
  columns: StreamColumns,
  hasEnded: boolean,
  { file, onNote }: StreamOptions,
): AsyncGenerator<TableRow, void, undefined> {
  const rows = new RowStream(incoming, layout.dialect.separator, layout.line, file, layout.names.length);
  let ended = hasEnded;
  try {
    for (;;) {
      for (const row of rows.complete()) yield columns.read(row);
      if (ended) break;
      const { value, done } = await parts.next();
      ended = done ?? false;
      if (done) incoming.end();
      else incoming.push(value);
    }
    for (const row of rows.last()) {
      const why = unfinished(row, layout.names.length);
      if (why) onNote?.(why);
      else yield columns.read(row);
    }
  } finally {
    await parts.return();
  }
}
