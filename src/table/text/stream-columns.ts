/** Reads the cells of rows that come one by one. */
import type { TableOptions, TableRow, TableStream } from '../table.ts';
import { timeReaderFor } from '../time/cells.ts';
import type { TimeReader } from '../time/reader.ts';
import { type Affix, numberIn } from './affix.ts';
import { kindOf } from './column.ts';
import type { Layout } from './layout.ts';
import { tooLong, tooShort, wrongRow } from './misfit.ts';
import type { TextRow } from './rows.ts';
import { selected } from './selection.ts';
import { used } from './shape.ts';

type Described = TableStream['columns'][number];

interface Found {
  readonly column: Described;
  /** Null for a column of no times. */
  readonly time: TimeReader | null;
  readonly affix: Affix | null;
}

export class StreamColumns {
  readonly described: readonly Described[];
  readonly #layout: Layout;
  readonly #options: TableOptions;
  /** In a row of cells. */
  readonly #places: readonly number[];
  /** Columns that are texts even if they hold numbers. */
  readonly #texts: readonly boolean[];
  readonly #found: readonly Found[];

  constructor(layout: Layout, options: TableOptions) {
    this.#layout = layout;
    this.#options = options;
    this.#places = selected(layout.names, options);
    const found = this.#places.map((place) => describe(place, layout, options));
    this.described = found.map(({ column }) => column);
    this.#texts = this.described.map(({ name }) => options.texts?.includes(name) ?? false);
    this.#found = found;
  }

  /** @throws {DataError} if a row has too few cells or too many */
  read(row: TextRow): TableRow {
    const { file } = this.#options;
    const { names } = this.#layout;
    if (row.wrong !== null) throw wrongRow(file, row);
    if (row.cells.length < names.length) throw tooShort(file, row.line, names, row.cells.length);
    if (used(row.cells) > names.length) {
      const cell = row.cells.slice(names.length).find((behind) => behind !== '') ?? '';
      throw tooLong(file, row.line, names, cell);
    }
    const cells = this.#places.map((place) => row.cells[place]);
    const numbers = Float64Array.from(cells, (cell, k) => this.#number(cell, k, row.line));
    return { line: row.line, numbers, cells };
  }

  #number(cell: string, k: number, line: number): number {
    const { grammar, markers } = this.#layout;
    if (this.#texts[k] || markers.has(cell)) return Number.NaN;
    const { time, affix } = this.#found[k];
    if (time) return time.read(cell, line);
    return numberIn(cell, grammar, affix);
  }
}

/** What the first rows tell of a column, and a reader of its times. */
function describe(
  place: number,
  { names, units, rows, grammar, markers }: Layout,
  { texts, timeFormat, zone }: TableOptions,
): Found {
  const name = names[place] as string;
  const common = { name, unit: units[place] };
  const none = { time: null, affix: null };
  const there = rows
    .map(({ cells, line }) => ({ cell: cells[place], line }))
    .filter(({ cell }) => !markers.has(cell));
  const samples = there.map(({ cell }) => cell);
  if (texts?.includes(name)) return { column: { ...common, kind: 'text', time: null }, ...none };
  if (samples.length === 0) return { column: { ...common, kind: 'number', time: null }, ...none };
  const times = (cells: readonly string[]) => timeReaderFor(cells, { timeFormat, zone });
  const { kind, time, affix } = kindOf(samples, { grammar, times });
  // what they tell is needed before the rows are read
  for (const { cell, line } of there) time?.read(cell, line);
  // a single word among numbers does not make them words: no row before it is lost
  const areNumbers = 2 * samples.filter((cell) => !Number.isNaN(grammar.of(cell))).length > samples.length;
  const own = kind !== 'words' ? kind : areNumbers ? 'number' : 'text';
  const column = { ...common, kind: own, time: time?.finish() ?? null } as const;
  return { column, time: time && times(samples), affix };
}
