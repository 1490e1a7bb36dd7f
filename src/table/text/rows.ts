/** Splits text into rows of cells: for the first rows, from which the dialect is guessed, and for streams. */
import type { Dialect } from '../table.ts';

/** A row of a text. */
export interface TextRow {
  /** Of its first character, from 1. */
  readonly line: number;
  /** Where it starts, and where the next one does. */
  readonly start: number;
  readonly end: number;
  /** Without blanks and quotes around them. */
  readonly cells: readonly string[];
  /** Whether some cell is in quotes. */
  readonly quoted: boolean;
  /** Whether a line feed ends it. */
  readonly complete: boolean;
  /** What is wrong with it: `the quote that opens in column 2 never closes`; null if nothing is. */
  readonly wrong: string | null;
}

const blank = /^[ \t\r]*$/;
const comment = /^[ \t]*(?:#|%|\/\/)/;

export const isBlank = (line: string): boolean => blank.test(line);
export const isComment = (line: string): boolean => comment.test(line);

/** How many lines end in a text. */
export const linesIn = (text: string): number => text.split('\n').length - 1;

/** Whether a row has nothing but separators. */
export const isEmpty = (row: TextRow): boolean => row.cells.every((cell) => cell === '') && !row.quoted;

/** The rows of a text from `start` on, which is in line `line`, blank lines and comments left out. */
export function* rowsOf(
  text: string,
  separator: Dialect['separator'],
  start = 0,
  line = 1,
): Generator<TextRow, void, undefined> {
  let at = start;
  let lineNow = line;
  while (at < text.length) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 ? text.length : feed;
    const first = text.slice(at, end);
    if (isBlank(first) || isComment(first)) {
      at = end + 1;
      lineNow += 1;
      continue;
    }
    const row = first.includes('"')
      ? quotedRow(text, at, lineNow, separator)
      : plainRow(text, first, at, lineNow, separator);
    yield row;
    at = row.end;
    lineNow += row.quoted ? linesIn(text.slice(row.start, row.end)) : 1;
  }
}

/** Cells of a line without quotes. */
function plainRow(
  text: string,
  lineText: string,
  start: number,
  line: number,
  separator: Dialect['separator'],
): TextRow {
  const cells =
    separator === ' '
      ? lineText.trim().split(/[ \t]+/)
      : lineText.split(separator).map((cell) => cell.trim());
  const end = start + lineText.length;
  const complete = end < text.length;
  return { line, start, end: end + 1, cells, quoted: false, complete, wrong: null };
}

const opening = { tab: /[ \r]*/y, blank: /[ \t\r]*/y };
/** What is left of a cell, by separator. */
const plain: Readonly<Record<Dialect['separator'], RegExp>> = {
  ',': /[^,\n]*/y,
  ';': /[^;\n]*/y,
  '\t': /[^\t\n]*/y,
  '|': /[^|\n]*/y,
  ' ': /[^ \t\n]*/y,
};
const inside = /[^"]*(?:""[^"]*)*/y;

/** Cells of a row in which quotes may hold separators and line feeds. */
function quotedRow(text: string, start: number, line: number, separator: Dialect['separator']): TextRow {
  const cells: string[] = [];
  const skip = separator === '\t' ? opening.tab : opening.blank;
  const rest = plain[separator];
  const take = (pattern: RegExp, at: number): string => {
    pattern.lastIndex = at;
    return (pattern.exec(text) as RegExpExecArray)[0];
  };
  const row = { line, start, cells, quoted: true };
  let at = start;
  for (;;) {
    at += take(skip, at).length;
    if (separator === ' ' && cells.length > 0 && (at >= text.length || text[at] === '\n')) break;
    if (text[at] === '"') {
      const content = take(inside, at + 1);
      const close = at + 1 + content.length;
      if (close >= text.length) {
        const wrong = `the quote that opens in column ${cells.length + 1} never closes`;
        return { ...row, end: text.length, complete: false, wrong };
      }
      const after = take(rest, close + 1);
      if (!isBlank(after)) {
        const wrong = `column ${cells.length + 1} goes on after its closing quote`;
        return { ...row, end: lineEnd(text, close), complete: true, wrong };
      }
      cells.push(content.replaceAll('""', '"').trim());
      at = close + 1 + after.length;
    } else {
      const cell = take(rest, at);
      cells.push(cell.trim());
      at += cell.length;
    }
    if (at >= text.length || text[at] === '\n') break;
    if (separator !== ' ') at += 1;
  }
  return { ...row, end: at + 1, complete: at < text.length, wrong: null };
}

const lineEnd = (text: string, from: number): number => {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed + 1;
};
