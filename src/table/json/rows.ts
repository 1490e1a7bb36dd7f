/** Rows of JSON objects, and the columns that their keys make. */
import { DataError } from '../../check/data-error.ts';
import { shown } from '../../check/shown.ts';
import type { Table, TableOptions } from '../table.ts';
import { RowLines } from '../text/lines.ts';
import type { Markers } from '../text/markers.ts';
import { selected } from '../text/selection.ts';
import { checkCells, markersOf, type Value, ValueColumn } from '../values.ts';

/** A table of fewer cells may be as empty as it likes; of a larger one, one cell in so many holds a value. */
const FEW = 1 << 21;
const SPARSE = 100;

interface KeyColumn {
  readonly values: ValueColumn;
  /** What is wrong with it, if it is read. */
  fault: string | null;
}

/** How deep objects may lie in each other. */
const DEEP = 16;

/** The values of an object and of those within it, which are called `outer.inner`. */
export function* valuesIn(row: object, outer = '', depth = 1): Generator<[string, unknown], void, undefined> {
  for (const [key, value] of Object.entries(row)) {
    const isInner = typeof value === 'object' && value !== null && !Array.isArray(value) && depth < DEEP;
    if (isInner) yield* valuesIn(value, `${outer}${key}.`, depth + 1);
    else yield [outer + key, value];
  }
}

export class JsonRows {
  readonly #options: TableOptions;
  readonly #markers: Markers;
  readonly #wanted: ReadonlySet<string> | null;
  readonly #columns = new Map<string, KeyColumn>();
  /** Keys that are not read. */
  readonly #unread = new Set<string>();
  readonly #lines = new RowLines();
  readonly #notes: string[] = [];
  #rows = 0;
  #values = 0;

  constructor(options: TableOptions) {
    this.#options = options;
    this.#markers = markersOf(options);
    this.#wanted = Array.isArray(options.columns) ? new Set(options.columns) : null;
  }

  /** @param line of the row, or the place of the object in a list */
  add(row: object, line: number): void {
    for (const [key, value] of valuesIn(row)) {
      const column = this.#columnOf(key);
      if (column === null) continue;
      for (let at = column.values.length; at < this.#rows; at++) column.values.add(null, line);
      column.values.add(this.#valueOf(value, key, line, column), line);
    }
    this.#rows += 1;
    this.#lines.push(line);
    this.#check();
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  finish(): Table {
    const { file } = this.#options;
    if (this.#rows === 0) throw new DataError(`${file}: there is no row; each line must hold an object`);
    const names = [...this.#columns.keys()];
    const places = selected(this.#wanted ? [...names, ...this.#unread] : names, this.#options);
    const columns = places.flatMap((place) => {
      const { values, fault } = this.#columns.get(names[place]) as KeyColumn;
      if (fault === null) return [values.finish(this.#rows)];
      if (this.#options.columns !== undefined) throw new DataError(`${file}: ${fault}`);
      this.note(`${fault}: the column is left out`);
      return [];
    });
    return {
      file,
      format: 'JSON lines',
      rows: this.#rows,
      columns,
      dialect: null,
      guessed: [],
      notes: this.#notes,
      lineOf: (row) => this.#lines.of(row),
    };
  }

  /** Null for a key that is not read. */
  #columnOf(key: string): KeyColumn | null {
    let column = this.#columns.get(key);
    if (column) return column;
    if (this.#wanted !== null && !this.#wanted.has(key)) {
      // names of a few are kept, for a message
      if (this.#unread.size < 1000) this.#unread.add(key);
      return null;
    }
    column = { values: new ValueColumn(key, this.#options, this.#markers), fault: null };
    this.#columns.set(key, column);
    return column;
  }

  #valueOf(value: unknown, key: string, line: number, column: KeyColumn): Value {
    if (value === null) return 'null';
    this.#values += 1;
    if (typeof value !== 'object') return value as Value;
    column.fault ??=
      `line ${line}, ${shown(key)} is ${Array.isArray(value) ? 'a list' : 'an object in too many others'}, not a number or a text; ` +
      'a key of its own for each of its values makes columns of them';
    return null;
  }

  #check(): void {
    const width = this.#columns.size;
    const { file } = this.#options;
    checkCells(file, this.#rows, width);
    if (this.#rows * width > FEW && this.#rows * width > SPARSE * this.#values)
      throw new DataError(
        `${file}: ${this.#rows.toLocaleString('en')} rows have ${width.toLocaleString('en')} different keys, but fewer than one cell in ` +
          `${SPARSE} holds a value: rows must have about the same keys, such as one for each sensor`,
      );
  }
}
