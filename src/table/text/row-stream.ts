/** Rows of text as their lines come. */
import { DataError } from '../../check/data-error.ts';
import { beyond, limits } from '../../check/limits.ts';
import type { Dialect } from '../table.ts';
import { FEED, QUOTE } from './bytes.ts';
import { type Incoming, PART } from './incoming.ts';
import { wrongRow } from './misfit.ts';
import { isBlank, isEmpty, linesIn, rowsOf, type TextRow } from './rows.ts';
import { textOf } from './start.ts';

const encoder = new TextEncoder();

/** Reads rows from what came and comes. */
export class RowStream {
  /** Of the next row, from 1. */
  line: number;
  readonly #incoming: Incoming;
  readonly #separator: Dialect['separator'];
  readonly #file: string;
  /** Whether a blank line among rows is a missing cell: where there is one column. */
  readonly #isSingle: boolean;
  /** Bytes of an open row that were looked at in vain. */
  #looked = 0;
  /** Blank lines since the last row; null before the first. */
  #blank: number[] | null = null;

  /** @param columns in a row */
  constructor(
    incoming: Incoming,
    separator: Dialect['separator'],
    line: number,
    file: string,
    columns: number,
  ) {
    this.#incoming = incoming;
    this.#separator = separator;
    this.#isSingle = columns === 1;
    this.line = line;
    this.#file = file;
  }

  /** The rows whose lines are complete. @throws {DataError} for a line beyond the limit, or that is not UTF-8 */
  *complete(): Generator<TextRow, void, undefined> {
    const { queue } = this.#incoming;
    if (!this.#isWorthALook()) return;
    const end = queue.view.lastIndexOf(FEED) + 1;
    const text = textOf(queue.view.subarray(0, end), this.line, this.#file);
    let lines = linesIn(text);
    let taken = end;
    let open = false;
    let behind = 0;
    for (const row of rowsOf(text, this.#separator, 0, this.line)) {
      open = !row.complete;
      if (open) {
        taken = encoder.encode(text.slice(0, row.start)).length;
        lines = row.line - this.line;
      } else if (!isEmpty(row)) {
        if (this.#isSingle) yield* this.#missing(text, behind, row);
        yield row;
        behind = row.end;
      }
    }
    if (this.#isSingle)
      this.#note(text.slice(behind, open ? behind : end), this.line + linesIn(text.slice(0, behind)));
    queue.drop(taken);
    this.line += lines;
    this.#looked = open ? queue.length : 0;
    this.#check(open);
  }

  /**
   * The row that no line feed ends, after the last part, behind the blank lines before it; empty if there is none.
   * @throws {DataError} for an open quote before
   */
  last(): TextRow[] {
    const text = textOf(this.#incoming.queue.view, this.line, this.#file);
    const [row] = rowsOf(text, this.#separator, 0, this.line);
    if (!row || isEmpty(row)) return [];
    if (row.wrong !== null && text.includes('\n')) throw wrongRow(this.#file, row);
    return this.#isSingle ? [...this.#missing(text, 0, row), row] : [row];
  }

  /** The rows of blank lines between the last row and this one. */
  *#missing(text: string, behind: number, { start, line }: TextRow): Generator<TextRow, void, undefined> {
    const between = text.slice(behind, start);
    this.#note(between, line - linesIn(between));
    for (const blank of this.#blank ?? [])
      yield { line: blank, start, end: start, cells: [''], quoted: false, complete: true, wrong: null };
    this.#blank = [];
  }

  /** Notes the blank lines of a text that follows a row. */
  #note(text: string, line: number): void {
    const lines = text.split('\n').slice(0, -1);
    lines.forEach((one, i) => {
      if (isBlank(one)) this.#blank?.push(line + i);
    });
  }

  /** Whether a line has ended since the last look; of an open quote that grows long, only if much has come. */
  #isWorthALook(): boolean {
    const { view } = this.#incoming.queue;
    const since = view.subarray(this.#looked);
    if (this.#looked > PART && since.length < this.#looked && !since.includes(QUOTE)) return false;
    if (since.includes(FEED)) return true;
    this.#check(false);
    return false;
  }

  #check(open: boolean): void {
    if (this.#incoming.queue.length <= limits.line.most) return;
    const why = open ? ': a quote opens in it and does not close' : '';
    throw new DataError(`${this.#file}: line ${this.line} ${beyond('line')}${why}`);
  }
}
