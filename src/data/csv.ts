/**
 * Reads CSV with a header, whole or line by line, with the same checks. Every cell must be a finite decimal number; a
 * missing, extra or non-numeric cell is an error that names file, line and column. Nothing is guessed or filled in.
 */

import { parse } from 'csv-parse/sync';
import { DataError, dataError } from '../check/data-error.ts';
import { beyond, limits } from '../check/limits.ts';
import { meant } from '../check/nearest.ts';
import { checkOptions } from '../check/options.ts';
import { anything, needed, type Rules, text } from '../check/rules.ts';
import { type Dataset, intervals, type TimeColumn } from './sequence.ts';
import { findTime, TIME_FLAG } from './time.ts';

export interface CsvOptions {
  /** For messages. */
  file: string;
  /**
   * The column with the time of each row, strictly increasing; or, if its name is `dt`, with the time since the row before,
   * > 0. It becomes `dt` and is no channel. Default: the first named `time`, `timestamp`, `datetime`, `date` or else `dt`, in
   * any letter case, unless `columns` has it; null for none. A function decides when it sees the header.
   */
  timeColumn?: string | null | ((columns: readonly string[]) => TimeColumn | null);
  /** The columns to read besides the time; all by default. Others may hold anything. A function works as above. */
  columns?: readonly string[] | ((columns: readonly string[], time: TimeColumn | null) => readonly string[]);
}

const rules: Rules<CsvOptions> = { file: needed(text), timeColumn: anything, columns: anything };

/** One row of a live CSV. */
export interface CsvRow {
  /** [C], a new array for every row. */
  values: Float64Array;
  /** Time since the previous row; null on the first row of times, and without a time column. */
  dt: number | null;
  /** Line in the text, from 1. */
  line: number;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads a whole text as a dataset of one recording [rows × channels].
 * Accepts a byte order mark, CRLF, quoted cells and blank lines at the end.
 * @throws {DataError} naming file, line and column; on a text without header or rows, on duplicate column names, on
 * an unknown time column (with the nearest name), on times that do not increase or intervals that are not > 0, and on a
 * single row of times.
 */
export function readCsv(text: string, options: CsvOptions): Dataset {
  checkOptions('readCsv', options, rules, dataError);
  const rows = records(text, options.file, 1);
  if (rows.length === 0) throw new DataError(`${options.file}: the file is empty; it needs a header line`);
  const reader = new RowReader(rows[0].cells, rows[0].line, options);
  const { channels } = reader;
  const values: number[] = [];
  const times: number[] = [];
  for (let k = 1; k < rows.length; k++) {
    const row = reader.read(rows[k].cells, rows[k].line);
    if (row === null) continue;
    for (const value of row.values) values.push(value);
    times.push(reader.holds === 'intervals' ? (row.dt as number) : reader.last);
  }
  const length = times.length;
  if (length === 0) throw new DataError(`${options.file}: there is a header but no row of numbers below it`);
  const { time, holds } = reader;
  if (holds === 'times' && length < 2) {
    throw new DataError(
      `${options.file}: one row has no time interval; add rows or take no time: ${TIME_FLAG}`,
    );
  }
  const dt = holds === null ? null : holds === 'intervals' ? Float64Array.from(times) : intervals(times);
  const recording = {
    name: options.file,
    length,
    channels: channels.length,
    values: Float64Array.from(values),
    dt,
  };
  return { channels: [...channels], ...(time && { time }), recordings: [recording] };
}

/**
 * Reads live lines, as `node:readline` gives them. Yields a row as soon as its line arrives, before it asks for the next.
 * The first line is the header; a cell cannot span lines.
 * @param onHeader called once before the first row, with the channel names and the time column.
 * @throws {DataError} like `readCsv`, but not for a header without rows, as rows may still come.
 */
export async function* streamCsv(
  lines: AsyncIterable<string> | Iterable<string>,
  options: CsvOptions,
  onHeader?: (channels: readonly string[], time: TimeColumn | null) => void,
): AsyncGenerator<CsvRow, void, undefined> {
  checkOptions('streamCsv', options, rules, dataError);
  let reader: RowReader | null = null;
  let line = 0;
  for await (const text of lines) {
    line += 1;
    const cells = text === '' ? [''] : (records(text, options.file, line)[0]?.cells ?? ['']);
    if (reader === null) {
      reader = new RowReader(cells, line, options);
      onHeader?.(reader.channels, reader.time);
      continue;
    }
    const row = reader.read(cells, line);
    if (row !== null) yield row;
  }
  if (reader === null) throw new DataError(`${options.file}: nothing came in; it needs a header line`);
}

/** Checks rows against the header. Remembers the time of the last row. */
class RowReader {
  readonly channels: readonly string[];
  readonly time: TimeColumn | null;
  /** The time of the last row, if the time column holds times. */
  last = Number.NaN;
  readonly #columns: readonly string[];
  /** The role of each column. */
  readonly #roles: readonly ('channel' | 'time' | 'unread')[];
  readonly #file: string;
  #blankLine = 0;

  constructor(header: readonly string[], line: number, { file, timeColumn, columns: chosen }: CsvOptions) {
    this.#file = file;
    const columns = header.map((name) => name.trim());
    this.#columns = columns;
    if (columns.length > limits.columns.most)
      throw new DataError(`${file}: line ${line} ${beyond('columns')}`);
    const names = new Set<string>();
    columns.forEach((name, k) => {
      if (name === '') throw this.#error(line, `column ${k + 1} of the header has no name`);
      if (names.has(name)) throw this.#error(line, `there are two columns named "${name}"`);
      names.add(name);
    });
    if (columns.every((name) => decimal.test(name))) {
      throw this.#error(line, 'the first line holds numbers; it must name the columns');
    }
    this.time =
      typeof timeColumn === 'function'
        ? timeColumn(columns)
        : findTime(file, columns, timeColumn, typeof chosen === 'function' ? [] : chosen);
    const read = typeof chosen === 'function' ? chosen(columns, this.time) : chosen;
    const missing = read?.find((name) => !columns.includes(name));
    if (missing !== undefined)
      throw new DataError(`${file}: has no column "${missing}"${meant(missing, columns)}`);
    const time = this.time?.name;
    if (time !== undefined && read?.includes(time))
      throw this.#error(line, `column "${time}" is to be read and is the time too: choose with ${TIME_FLAG}`);
    const left = this.time?.beside ?? [];
    const isRead = (name: string) => (read ? read.includes(name) : !left.includes(name));
    this.#roles = columns.map((name) => (name === time ? 'time' : isRead(name) ? 'channel' : 'unread'));
    this.channels = columns.filter((_, k) => this.#roles[k] === 'channel');
    if (this.channels.length === 0)
      throw this.#error(line, `there is no column besides the time: change it with ${TIME_FLAG}`);
  }

  /** Whether the time column holds times or intervals; null if there is none. */
  get holds(): TimeColumn['holds'] | null {
    return this.time?.holds ?? null;
  }

  /** Null for a blank line, which may stand only at the end of the text. */
  read(cells: readonly string[], line: number): CsvRow | null {
    if (cells.length === 1 && cells[0].trim() === '') {
      this.#blankLine ||= line;
      return null;
    }
    if (this.#blankLine > 0)
      throw this.#error(this.#blankLine, 'the line is blank; remove it or fill in its numbers');
    const columns = this.#columns;
    if (cells.length < columns.length) {
      throw this.#error(line, `column "${columns[cells.length]}": there is no cell; ${this.#count(cells)}`);
    }
    if (cells.length > columns.length) {
      throw this.#error(line, `"${cells[columns.length]}" is one cell too many; ${this.#count(cells)}`);
    }
    const values = new Float64Array(this.channels.length);
    let dt: number | null = null;
    let channel = 0;
    for (let k = 0; k < cells.length; k++) {
      const role = this.#roles[k];
      if (role === 'unread') continue;
      const value = this.#number(cells[k], line, columns[k], role === 'time');
      if (role === 'time') dt = this.#advance(value, line, columns[k]);
      else values[channel++] = value;
    }
    return { values, dt, line };
  }

  #number(cell: string, line: number, column: string, isTime: boolean): number {
    const text = cell.trim();
    if (text === '') throw this.#error(line, `column "${column}": the cell is empty`);
    if (!decimal.test(text)) {
      const hint = isTime
        ? `; write times as numbers, for example seconds, or leave the column out: --time none --inputs NAMES (timeColumn, columns in code)`
        : '';
      throw this.#error(line, `column "${column}": "${text}" is not a number${hint}`);
    }
    const value = Number(text);
    if (!Number.isFinite(value))
      throw this.#error(line, `column "${column}": "${text}" is too large for a number`);
    return value;
  }

  #advance(time: number, line: number, column: string): number | null {
    if (this.holds === 'intervals') {
      if (time > 0) return time;
      throw this.#error(
        line,
        `column "${column}": ${time} is no interval; it is taken as the time since the row before, which must be > 0: ` +
          `correct it, or take another column or none: ${TIME_FLAG}`,
      );
    }
    const previous = this.last;
    if (time <= previous) {
      throw this.#error(
        line,
        `column "${column}": time ${time} does not come after ${previous}, but times must increase: ` +
          `sort the rows by time, or take another column or none: ${TIME_FLAG}`,
      );
    }
    this.last = time;
    return Number.isNaN(previous) ? null : time - previous;
  }

  #count(cells: readonly string[]): string {
    return `the header has ${this.#columns.length} columns, this line ${cells.length}`;
  }

  #error(line: number, message: string): DataError {
    return new DataError(`${this.#file}: line ${line}, ${message}`);
  }
}

/** Cells of each line; `firstLine` is the number of the first. */
function records(text: string, file: string, firstLine: number): { cells: string[]; line: number }[] {
  try {
    // With `info`, the parser wraps each record, but its types do not say so.
    const parsed = parse(text, { bom: true, info: true, relax_column_count: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return parsed.map(({ record, info }) => ({ cells: record, line: firstLine - 1 + info.lines }));
  } catch (error) {
    const { message, lines } = error as { message: string; lines?: number };
    const where = lines === undefined ? '' : ` line ${firstLine - 1 + lines},`;
    throw new DataError(`${file}:${where} ${message.replace(/ at line \d+/, '')}`, { cause: error });
  }
}
