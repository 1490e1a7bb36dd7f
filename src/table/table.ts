/** A table as a file holds it, and how it was read: what readers give, and what recordings are made of. */

/** Where a table comes from: all of it, or parts as they arrive. */
export type TableSource =
  | string
  | Uint8Array
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array | string>;

export const separators = [',', ';', '\t', '|', ' '] as const;
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'latin1'] as const;

/** How a text table is written. */
export interface Dialect {
  /** `latin1` is windows-1252, as in browsers. */
  readonly encoding: (typeof encodings)[number];
  /** A blank stands for runs of blanks. */
  readonly separator: (typeof separators)[number];
  readonly decimal: '.' | ',';
  /** Between groups of three digits; empty for none. */
  readonly thousands: '' | '.' | ',' | "'" | ' ';
  /** Whether the first line names the columns. Otherwise they are called 1, 2, … */
  readonly header: boolean;
}

/** The time that the cells of a column tell. */
export interface TimeCells {
  /** `ISO 8601`, `dd.mm.yyyy hh:mm`, …: what `--time-format` takes. */
  readonly format: string;
  /** `date` has no time of day, `clock` no date: two such columns are one time. */
  readonly holds: 'date and time' | 'date' | 'clock';
  /** Seconds since 1970-01-01 UTC at which the column's numbers are 0. */
  readonly origin: number;
  /** `UTC` or an offset as the cells give it, or the zone that was asked for; null if nobody said: read as UTC. */
  readonly zone: string | null;
  /** Another format that fits every cell and means another time; null if there is none. */
  readonly ambiguous: { readonly format: string; readonly cell: string; readonly line: number } | null;
}

/** A column of a table. */
export interface Column {
  readonly name: string;
  /** From a row of units under the header; null without one. */
  readonly unit: string | null;
  /** `time` are dates or times of day in words or in more digits than a double has; times may be plain numbers too. */
  readonly kind: 'number' | 'text' | 'time';
  /** [rows], NaN where missing; of a time in seconds since its origin. Null for a text. */
  readonly numbers: Float64Array | null;
  /** [rows], the word in each row as its place in `words`, −1 where missing; null unless it is a text of few words. */
  readonly codes: Int32Array | null;
  /** The different words of a text, in order of appearance; empty if they are too many to be labels. */
  readonly words: readonly string[];
  /** How many cells are missing, by marker: '' for an empty cell. */
  readonly missing: ReadonlyMap<string, number>;
  readonly time: TimeCells | null;
  /** Of a text: the first cell that is no number, where others are. */
  readonly stray: { readonly line: number; readonly cell: string } | null;
}

export interface Table {
  /** For messages. */
  readonly file: string;
  /** `CSV`, `JSON lines`, `Parquet`, `NPY`. */
  readonly format: string;
  readonly rows: number;
  /** All of one length. */
  readonly columns: readonly Column[];
  /** Null for formats that are no text. */
  readonly dialect: Dialect | null;
  /** What of the dialect was guessed, not given. */
  readonly guessed: readonly (keyof Dialect)[];
  /** Whether the numbers came in single precision. */
  readonly single?: boolean;
  /** What the reader left out or assumed, each a sentence with the flag that changes it. */
  readonly notes: readonly string[];
  /** The line of a row, from 1; a row of a format without lines is its own line. */
  lineOf(row: number): number;
}

/** How to read a table. What is left out is guessed from the first 64 KiB. */
export interface TableOptions extends Partial<Dialect> {
  /** For messages. */
  readonly file: string;
  /** Cells that mean that nothing was measured, besides the usual ones: numbers such as `-200` compare as numbers. */
  readonly missing?: readonly string[];
  /** Of every time; by default each column's own. */
  readonly timeFormat?: string;
  /** IANA name of the zone of times that do not say theirs. */
  readonly zone?: string;
  /** Columns to read as texts even if they hold numbers: groups and labels. */
  readonly texts?: readonly string[];
  /** Numbers the second, third, … column of one name, `a`, `a.2`, `a.3`, instead of refusing them. */
  readonly duplicateNames?: 'number';
  /** The columns to read; all by default. Others are skipped unread and are not in the table. A function sees the header first. */
  readonly columns?: readonly string[] | ((columns: readonly string[]) => readonly string[]);
}

/** Markers of missing values that need no flag, in any letter case; `\N` is what databases write. */
export const usualMarkers = ['', 'na', 'n/a', '#n/a', 'nan', 'null', '\\n', 'none', '-', '--', '?'] as const;

/** A row of a stream of rows. */
export interface TableRow {
  /** From 1. */
  readonly line: number;
  /** [columns], NaN where missing and for texts. A new array for every row. */
  readonly numbers: Float64Array;
  /** [columns], each cell as written, without quotes and blanks around it. */
  readonly cells: readonly string[];
}

/** A table that is read row by row: what the header and the first rows tell, and the rows. */
export interface TableStream extends AsyncIterable<TableRow> {
  readonly columns: readonly Pick<Column, 'name' | 'unit' | 'kind' | 'time'>[];
  readonly dialect: Dialect;
  readonly guessed: readonly (keyof Dialect)[];
  readonly notes: readonly string[];
  /** Whether a cell means that nothing was measured. */
  isMissing(cell: string): boolean;
}
