/** How a text looks if it has a certain separator. */
import type { Dialect } from '../table.ts';
import { lookOf } from './kinds.ts';
import { isComment, isEmpty, linesIn, rowsOf, type TextRow } from './rows.ts';

/** The start of a text, cut by one separator. */
export interface Shape {
  readonly separator: Dialect['separator'];
  /** The names, '' for none; null without a header. */
  readonly names: readonly string[] | null;
  /** The line of the names. */
  readonly header: number;
  /** Cells of a row; the names of a header with an index of no name are filled up. */
  readonly width: number;
  /** Whether rows have one cell more than the header, in front: an index. */
  readonly index: boolean;
  /** Whether rows or header have empty cells behind the last column. */
  readonly trailing: boolean;
  /** Lines before the header that are no rows: the first and the last. */
  readonly preamble: readonly [number, number] | null;
  readonly rows: readonly TextRow[];
  /** Where the body starts: a place in the text, and its line. */
  readonly body: number;
  readonly line: number;
  /** The share of rows that fit the width, and of their cells that look like numbers, times or missing ones. */
  readonly fits: number;
  readonly clean: number;
}

/** Cells up to the last that is not empty. */
export const used = (cells: readonly string[]): number => cells.findLastIndex((cell) => cell !== '') + 1;

/** Whether a row has the cells of a width, and nothing behind them. */
export const fitsWidth = (row: TextRow, width: number): boolean =>
  row.wrong === null && row.cells.length >= width && used(row.cells) <= width;

/** @param whole whether the text ends with this: the last row counts then, even without an end */
export function shapeOf(
  text: string,
  separator: Dialect['separator'],
  hasHeader: boolean,
  whole: boolean,
): Shape {
  const all = [...rowsOf(text, separator)].filter((row) => !isEmpty(row));
  if (!whole && all.length > 0 && !(all[all.length - 1] as TextRow).complete) all.pop();
  const { names, header, preamble, first, body, line } = hasHeader
    ? headerOf(text, separator, all)
    : { names: null, header: 0, preamble: null, first: 0, body: 0, line: 1 };
  const rows = all.slice(first);
  const layout = widthOf(names, rows);
  // a last row without an end may be cut off
  const ended = rows.filter(({ complete }) => complete);
  const judged = ended.length > 0 ? ended : rows;
  const fitting = judged.filter((row) => fitsWidth(row, layout.width));
  const cells = fitting.flatMap((row) => row.cells.slice(0, layout.width));
  return {
    separator,
    header,
    preamble,
    rows,
    body,
    line,
    ...layout,
    fits: rows.length === 0 ? 1 : fitting.length / judged.length,
    clean: cells.filter((cell) => lookOf(cell) !== 'text').length / Math.max(1, cells.length),
  };
}

type Width = Pick<Shape, 'names' | 'width' | 'index' | 'trailing'>;

/** The number of columns, from the header and from what most rows have. */
function widthOf(names: readonly string[] | null, rows: readonly TextRow[]): Width {
  const raw = mostCommon(rows.map(({ cells }) => cells.length));
  const usual = rows.filter(({ cells }) => cells.length === raw);
  const most = Math.max(0, ...usual.map(({ cells }) => used(cells)));
  if (names === null) return { names, width: most, index: false, trailing: raw > most };
  const named = used(names);
  if (most > named && most <= names.length && raw >= most)
    return { names: names.slice(0, most), width: most, index: false, trailing: names.length > most };
  if (raw === named + 1 && names.length === named && most === raw && isIndex(usual, named))
    return { names: ['', ...names], width: raw, index: true, trailing: false };
  return {
    names: names.slice(0, named),
    width: named,
    index: false,
    trailing: Math.max(names.length, raw) > named,
  };
}

/** Whether the first cells of rows count them, or name each by a text: a table of R has no name above these. */
function isIndex(rows: readonly TextRow[], named: number): boolean {
  const first = rows.map(({ cells }) => cells[0]);
  if (counts(first)) return true;
  const areTexts =
    first.every((cell) => lookOf(cell) === 'text' && !cell.includes('"')) &&
    new Set(first).size === first.length;
  return areTexts && (named > 1 || rows.every(({ quoted }) => quoted));
}

/** Whether cells are the whole numbers of a range, in any order; a few may be left out or stand twice. */
export function counts(cells: readonly string[]): boolean {
  if (cells.length === 0 || !cells.every((cell) => /^\d{1,15}$/.test(cell))) return false;
  const values = new Set(cells.map(Number));
  const range = Math.max(...values) - Math.min(...values) + 1;
  const few = 1 + cells.length / 50;
  return values.size >= cells.length - few && range <= values.size + few;
}

function mostCommon(values: readonly number[]): number {
  const times = new Map<number, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  let best = 0;
  for (const [value, count] of times) if (count > (times.get(best) ?? 0)) best = value;
  return best;
}

interface Header extends Pick<Shape, 'header' | 'preamble' | 'body' | 'line'> {
  readonly names: readonly string[];
  /** Of the rows of data. */
  readonly first: number;
}

/** The row of names: the first; or a comment in front of it, if that is numbers; or the first of full width. */
function headerOf(text: string, separator: Dialect['separator'], rows: readonly TextRow[]): Header {
  const [row] = rows;
  if (!row) return { names: [], header: 1, preamble: null, body: 0, line: 1, first: 0 };
  const noted = hasData(row) ? namesInComment(text, separator, row) : null;
  if (noted)
    return { names: noted, header: row.line - 1, preamble: null, body: row.start, line: row.line, first: 0 };
  const skipped = preambleOf(rows);
  const { cells, line, end } = rows[skipped];
  const below = linesIn(text.slice(rows[skipped].start, end));
  return {
    names: cells,
    header: line,
    preamble: skipped === 0 ? null : [row.line, line - 1],
    body: end,
    line: line + Math.max(1, below),
    first: skipped + 1,
  };
}

const hasData = ({ cells }: TextRow): boolean =>
  cells.some((cell) => lookOf(cell) === 'number' || lookOf(cell) === 'time');

/** Names in the comment right in front of a row with numbers, as many as it has cells; null if they are none. */
function namesInComment(
  text: string,
  separator: Dialect['separator'],
  row: TextRow,
): readonly string[] | null {
  const before = text.slice(0, row.start).replace(/[ \t\r]*\n$/, '');
  const comment = before.slice(before.lastIndexOf('\n') + 1);
  if (!isComment(comment)) return null;
  const [names] = rowsOf(comment.replace(/^[ \t]*(?:[#%]+|\/\/)[ \t]*/, ''), separator);
  if (!names || names.wrong !== null || used(names.cells) !== used(row.cells)) return null;
  if (hasData(names)) return null;
  return names.cells.length === 1 && /\s/.test(names.cells[0]) ? null : names.cells;
}

/** The most lines that may stand before the header. */
const PREAMBLE = 100;

/** How many rows stand before the header: only if they are of another width, it is words, and numbers follow. */
function preambleOf(rows: readonly TextRow[]): number {
  const width = mostCommon(rows.map(({ cells }) => used(cells)));
  if (width < 2 || used(rows[0].cells) === width) return 0;
  const header = rows.slice(0, PREAMBLE + 1).findIndex((row, k) => isHeader(row, rows.slice(k + 1), width));
  return Math.max(0, header);
}

/** Whether a row has a word of its own for every column, and numbers follow, below two rows of units at most. */
function isHeader({ cells }: TextRow, below: readonly TextRow[], width: number): boolean {
  const names = cells.slice(0, used(cells));
  const areNames = names.every((name) => lookOf(name) === 'text') && new Set(names).size === names.length;
  if (names.length < width || !areNames || below.length < 2) return false;
  return below.slice(0, 3).some((row) => row.cells.some((cell) => lookOf(cell) === 'number'));
}
