/** Columns of values that are no text to begin with: numbers, words, times in words, and nothing. */
import { DataError } from '../check/data-error.ts';
import { beyond, limits } from '../check/limits.ts';
import type { Column, TableOptions } from './table.ts';
import { Cell } from './text/cell.ts';
import { ColumnReader, type Reading } from './text/column.ts';
import { Markers } from './text/markers.ts';
import { NumberGrammar } from './text/number.ts';
import { Block } from './text/storage.ts';
import { timeReaderFor } from './time/cells.ts';

const grammar = new NumberGrammar({ decimal: '.', thousands: '' });
const encoder = new TextEncoder();
const NOTHING = new Uint8Array();
/** Rows that wait in a column: few, as there may be many columns. */
const ROWS = 256;

/** What a cell holds; null for nothing. */
export type Value = number | string | boolean | null;

/** The markers of a table whose numbers are numbers. */
export const markersOf = ({ missing = [] }: TableOptions): Markers => new Markers(missing, grammar);

/** Reads the values of one column, from the first row on. Texts are read as the cells of a text table are. */
export class ValueColumn {
  readonly #reader: ColumnReader;
  readonly #block = new Block(1, ROWS);
  readonly #cell: Cell;
  /** Values that were taken. */
  length = 0;

  constructor(name: string, options: TableOptions, markers: Markers) {
    const { file, timeFormat, zone, texts } = options;
    const reading: Reading = {
      grammar,
      decimal: '.'.charCodeAt(0),
      markers,
      block: this.#block,
      times: (samples) => timeReaderFor(samples, { timeFormat, zone }),
    };
    const isText = texts?.includes(name) ?? false;
    this.#cell = new Cell(file);
    this.#reader = new ColumnReader({ name, unit: null }, reading, 0, [], isText);
  }

  /** @param line of the row, for messages */
  add(value: Value, line: number): void {
    const block = this.#block;
    const read = this.#read(value, line);
    block.values[block.rows++] = read;
    this.length += 1;
    if (block.rows === block.capacity) this.#flush();
  }

  /** The column, of so many rows: what is not there at the end is missing. */
  finish(rows: number): Column {
    while (this.length < rows) this.add(null, rows);
    this.#flush();
    return this.#reader.finish(rows);
  }

  #read(value: Value, line: number): number {
    if (typeof value === 'number' && Number.isFinite(value)) {
      // a number of many digits is no time here: it is a double already
      if (this.#reader.kind === 'open') this.#reader.kind = 'number';
      if (this.#reader.kind === 'number') return this.#reader.number(value);
    }
    const bytes = value === null ? NOTHING : encoder.encode(String(value).trim());
    this.#cell.of(bytes);
    this.#cell.start = 0;
    this.#cell.end = bytes.length;
    this.#cell.line = line;
    return this.#reader.read(this.#cell);
  }

  #flush(): void {
    this.#reader.flush();
    this.#block.rows = 0;
  }
}

/**
 * A column of numbers.
 * @param numbers [rows], NaN where missing; markers in it become NaN
 * @param counted what is counted already
 */
export function numberColumn(
  name: string,
  numbers: Float64Array,
  markers: Markers,
  counted: ReadonlyMap<string, number> = new Map(),
): Column {
  const missing = new Map(counted);
  let unmarked = 0;
  for (let row = 0; row < numbers.length; row++) {
    if (Number.isNaN(numbers[row])) unmarked += 1;
    else if (markers.numeric) {
      const marker = markers.ofNumber(numbers[row]);
      if (marker === undefined) continue;
      missing.set(marker, (missing.get(marker) ?? 0) + 1);
      numbers[row] = Number.NaN;
    }
  }
  for (const share of counted.values()) unmarked -= share;
  if (unmarked > 0) missing.set('NaN', unmarked);
  const none = { unit: null, codes: null, words: [], time: null, stray: null };
  return { name, kind: 'number', numbers, missing, ...none };
}

/** @throws {DataError} for more cells than the memory is for */
export function checkCells(file: string, rows: number, columns: number): void {
  if (columns > limits.columns.most) throw new DataError(`${file}: ${beyond('columns')}`);
  if (rows * columns > limits.cells.most)
    throw new DataError(
      `${file}: ${rows.toLocaleString('en')} rows of ${columns.toLocaleString('en')} columns: ${beyond('cells')}`,
    );
}
