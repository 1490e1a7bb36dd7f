/** Reads JSON lines row by row, each as soon as its line has come. */
import { DataError } from '../../check/data-error.ts';
import { isObject } from '../../check/options.ts';
import type { Parts } from '../source.ts';
import type { TableOptions, TableRow, TableStream } from '../table.ts';
import type { Layout } from '../text/layout.ts';
import { NumberGrammar } from '../text/number.ts';
import type { TextRow } from '../text/rows.ts';
import { StreamColumns } from '../text/stream-columns.ts';
import { markersOf } from '../values.ts';
import { linesOf } from './lines.ts';
import { BY_JQ, noObject, parsed } from './object.ts';
import { valuesIn } from './rows.ts';

const marks = { decimal: '.', thousands: '' } as const;

/** The values of a row by key, as cells of a text have them. */
interface Row {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/**
 * Reads JSON lines as they come. The keys of the first row are the columns: rows may lack some, and others in later rows are
 * not read.
 * @param say takes what is said of a last line that is left out
 * @throws {DataError} naming file and line, also while rows are read: for what is no JSON object
 */
export async function jsonStream(
  parts: Parts,
  options: TableOptions,
  say: (note: string) => void = () => {},
): Promise<TableStream> {
  const rows = rowsOf(parts, options.file, say);
  const first = await rows.next();
  if (first.done) throw new DataError(`${options.file}: there is no row; each line must hold an object`);
  const names = [...first.value.cells.keys()];
  const textRow = ({ line, cells }: Row): TextRow => ({
    ...{ line, start: 0, end: 0, quoted: false, complete: true, wrong: null },
    cells: names.map((name) => cells.get(name) ?? ''),
  });
  const markers = markersOf(options);
  const dialect = { separator: ',', ...marks, header: true } as const;
  const layout: Layout = {
    ...{ dialect, names, markers, grammar: new NumberGrammar(marks), body: 0, line: 1, notes: [] },
    units: names.map(() => null),
    rows: [textRow(first.value)],
  };
  let columns: StreamColumns;
  try {
    columns = new StreamColumns(layout, options);
  } catch (error) {
    await rows.return();
    throw error;
  }
  async function* all(): AsyncGenerator<TableRow, void, undefined> {
    try {
      yield columns.read(layout.rows[0]);
      for await (const row of rows) yield columns.read(textRow(row));
    } finally {
      await rows.return();
    }
  }
  const iterator = all();
  return {
    columns: columns.described,
    dialect: { encoding: 'utf-8', ...dialect },
    guessed: [],
    notes: [],
    isMissing: (cell) => markers.has(cell),
    [Symbol.asyncIterator]: () => iterator,
  };
}

async function* rowsOf(
  parts: Parts,
  file: string,
  say: (note: string) => void,
): AsyncGenerator<Row, void, undefined> {
  for await (const { text, line, ended } of linesOf(parts, file)) {
    if (text === '') continue;
    const value = parsed(text);
    if (value === undefined && !ended)
      return say(`line ${line} is not complete and is left out: it was still being written, perhaps`);
    if (Array.isArray(value) || (value === undefined && text.startsWith('[')))
      throw new DataError(
        `${file}: is a JSON list, which is not read as it comes: name the file, or make lines of it: ${BY_JQ}`,
      );
    if (!isObject(value)) throw noObject(value, text, `${file}: line ${line}`);
    yield { line, cells: cellsOf(value) };
  }
}

/** Lists are left out. */
const cellsOf = (row: object): ReadonlyMap<string, string> =>
  new Map(
    [...valuesIn(row)].flatMap(([key, value]) =>
      typeof value === 'object' && value !== null ? [] : [[key, String(value).trim()] as const],
    ),
  );
