/** Reads the rows of a table from bytes, each cell where it lies. */
import { DataError } from '../../check/data-error.ts';
import { beyond, limits } from '../../check/limits.ts';
import type { Dialect } from '../table.ts';
import { BLANK, FEED, QUOTE, RETURN, TAB } from './bytes.ts';
import { Cell } from './cell.ts';
import type { ColumnReader } from './column.ts';
import { RowLines } from './lines.ts';
import { tooLong, tooShort } from './misfit.ts';
import { EXACT, tens } from './number.ts';
import { QuotedCells } from './quoted.ts';
import { skippedAs } from './skipped.ts';
import type { Block } from './storage.ts';

/** What the body of a table is made of. */
export interface BodyOptions {
  readonly file: string;
  readonly separator: Dialect['separator'];
  readonly decimal: Dialect['decimal'];
  /** For each cell of a row its name and its column; null where it is not read. */
  readonly names: readonly (string | null)[];
  readonly columns: readonly (ColumnReader | null)[];
  readonly block: Block;
  /** Whether some markers of missing values are numbers. */
  readonly markedNumbers: boolean;
  /** Of the first row. */
  readonly line: number;
}

const isSpace = (byte: number): boolean => byte === BLANK || (byte >= TAB && byte <= RETURN);

export class Body {
  readonly lines = new RowLines();
  rows = 0;
  comments = 0;
  /** Of the next row, from 1. */
  line: number;
  readonly #options: BodyOptions;
  readonly #columns: readonly (ColumnReader | null)[];
  readonly #block: Block;
  readonly #cell: Cell;
  readonly #quoted: QuotedCells;
  readonly #separator: number;
  readonly #decimal: number;
  /** Blank lines since the last row, where there is one column. */
  readonly #blank: number[] = [];
  /** 1 for each column of numbers. */
  readonly #numeric: Uint8Array;

  constructor(options: BodyOptions) {
    this.#options = options;
    this.#columns = options.columns;
    this.#block = options.block;
    this.#cell = new Cell(options.file);
    this.#separator = options.separator.charCodeAt(0);
    // between commas only quotes can hold a decimal comma
    this.#decimal = options.decimal === options.separator ? -1 : options.decimal.charCodeAt(0);
    this.#numeric = Uint8Array.from(options.columns, (column) => Number(column?.kind === 'number'));
    this.#quoted = new QuotedCells(this.#separator);
    this.line = options.line;
  }

  /** Reads all complete rows. @returns the number of bytes that were read */
  take(bytes: Uint8Array): number {
    this.#cell.of(bytes);
    let quote = bytes.indexOf(QUOTE);
    const zero = bytes.indexOf(0);
    let start = 0;
    for (;;) {
      const feed = bytes.indexOf(FEED, start);
      if (zero >= 0 && zero >= start && (feed < 0 || zero < feed))
        throw this.#error(
          this.line,
          'has a byte of zero: the file is damaged, or no text: --encoding tells UTF-16',
        );
      if (feed < 0) break;
      if (feed - start > limits.line.most) throw this.#error(this.line, beyond('line'));
      if (quote >= 0 && quote < start) quote = bytes.indexOf(QUOTE, start);
      const hasQuote = quote >= 0 && quote < feed;
      const end = this.#row(bytes, start, feed, hasQuote);
      if (end < 0) break;
      start = end + 1;
    }
    if (bytes.length - start > limits.line.most) throw this.#error(this.line, beyond('line'));
    return start;
  }

  /** Moves the rows that were read to their columns. */
  flush(): void {
    for (const column of this.#columns) column?.flush();
    this.#block.rows = 0;
  }

  /** Reads the row that starts here. @returns its end; −1 if that has not come */
  #row(bytes: Uint8Array, start: number, feed: number, hasQuote: boolean): number {
    const end = bytes[feed - 1] === RETURN && feed > start ? feed - 1 : feed;
    const skipped = skippedAs(bytes, start, end, this.#separator);
    let close = feed;
    let lines = 1;
    if (skipped === 'comment') this.comments += 1;
    else if (skipped === 'blank' && this.#columns.length === 1 && this.rows > 0) this.#blank.push(this.line);
    else if (skipped === null) {
      this.#fillBlank(bytes);
      this.#cell.line = this.line;
      if (hasQuote) {
        close = this.#quoted.split(bytes, start);
        if (this.#quoted.wrong !== null) throw this.#error(this.line, this.#quoted.wrong);
        if (close < 0) return -1;
        this.#quotedRow(bytes);
        lines += this.#quoted.feeds;
      } else this.#plainRow(bytes, start, end);
      this.#count(this.line);
    }
    this.line += lines;
    return close;
  }

  #count(line: number): void {
    this.lines.push(line);
    this.rows += 1;
    this.#block.rows += 1;
    if (this.#block.rows === this.#block.capacity) this.flush();
  }

  /** Reads the blank lines before a row. */
  #fillBlank(bytes: Uint8Array): void {
    const [column] = this.#columns;
    for (const line of this.#blank.splice(0)) {
      this.#cell.line = line;
      if (column)
        this.#block.values[this.#block.rows * this.#block.stride] = this.#read(column, 0, bytes, 0, 0);
      this.#count(line);
    }
  }

  /** Reads a row without quotes: numbers as their digits are passed, other cells between their ends. */
  #plainRow(bytes: Uint8Array, start: number, end: number): void {
    const columns = this.#columns;
    const numeric = this.#numeric;
    const values = this.#block.values;
    const separator = this.#separator;
    const decimal = this.#decimal;
    const byBlanks = separator === BLANK;
    const marked = this.#options.markedNumbers;
    const width = columns.length;
    let at = this.#block.rows * this.#block.stride;
    let p = start;
    for (let k = 0; k < width; k++) {
      while (p < end && (bytes[p] === BLANK || (bytes[p] === TAB && separator !== TAB))) p++;
      if (k > 0 && (p > end || (byBlanks && p === end))) this.#isShort(k);
      const first = p;
      if (numeric[k] === 1) {
        const negative = bytes[p] === 45;
        if (negative) p++;
        const digits = p;
        let whole = 0;
        let byte = bytes[p];
        while (byte >= 48 && byte <= 57) {
          whole = whole * 10 + byte - 48;
          byte = bytes[++p];
        }
        let count = p - digits;
        let scale = 0;
        if (byte === decimal) {
          const point = ++p;
          byte = bytes[p];
          while (byte >= 48 && byte <= 57) {
            whole = whole * 10 + byte - 48;
            byte = bytes[++p];
          }
          scale = p - point;
          count += scale;
        }
        if (count > 0 && whole < EXACT && scale <= 22 && (p === end || byte === separator)) {
          const size = scale > 0 ? whole / tens[scale] : whole;
          const value = negative ? -size : size;
          values[at++] = marked ? (columns[k] as ColumnReader).number(value) : value;
          p += 1;
          continue;
        }
        p = first;
      }
      while (p < end && bytes[p] !== separator && !(byBlanks && bytes[p] === TAB)) p++;
      const column = columns[k];
      if (column !== null) values[at++] = this.#read(column, k, bytes, first, p);
      p += 1;
    }
    this.#checkRest(bytes, p, end);
  }

  /** Reads a cell between its ends, with blanks behind it. */
  #read(column: ColumnReader, k: number, bytes: Uint8Array, start: number, behind: number): number {
    let end = behind;
    while (end > start && isSpace(bytes[end - 1])) end--;
    this.#cell.start = start;
    this.#cell.end = end;
    const value = column.read(this.#cell);
    this.#numeric[k] = Number(column.kind === 'number');
    return value;
  }

  #quotedRow(bytes: Uint8Array): void {
    const { starts, ends, count } = this.#quoted;
    const columns = this.#columns;
    if (count < columns.length) this.#isShort(count);
    let at = this.#block.rows * this.#block.stride;
    for (let k = 0; k < columns.length; k++) {
      const column = columns[k];
      if (column === null) continue;
      const plain = this.#quoted.undoubled(bytes, k);
      if (plain) this.#cell.of(plain);
      this.#block.values[at++] = plain
        ? this.#read(column, k, plain, 0, plain.length)
        : this.#read(column, k, bytes, starts[k], ends[k]);
      if (plain) this.#cell.of(bytes);
    }
    for (let k = columns.length; k < count; k++)
      if (ends[k] > starts[k]) this.#isLong(bytes.subarray(starts[k], ends[k]));
  }

  /** What follows the last column must be empty. */
  #checkRest(bytes: Uint8Array, from: number, end: number): void {
    let p = from;
    while (p < end && (bytes[p] === this.#separator || bytes[p] === BLANK || bytes[p] === TAB)) p++;
    if (p >= end) return;
    let close = p;
    while (close < end && bytes[close] !== this.#separator) close++;
    this.#isLong(bytes.subarray(p, close));
  }

  #isShort(cells: number): never {
    throw tooShort(this.#options.file, this.line, this.#options.names, cells);
  }

  #isLong(cell: Uint8Array): never {
    const text = new TextDecoder().decode(cell.subarray(0, 200)).trim();
    throw tooLong(this.#options.file, this.line, this.#options.names, text);
  }

  #error(line: number, message: string): DataError {
    return new DataError(
      `${this.#options.file}: line ${line}${message.startsWith('has ') ? '' : ','} ${message}`,
    );
  }
}
