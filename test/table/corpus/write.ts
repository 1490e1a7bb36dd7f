/** From cells to bytes. */
import type { Random } from '../../../src/data/random.ts';
import type { MadeColumn } from './columns.ts';
import type { Kinds } from './kinds.ts';

/** The lines of a file, each without its end. */
export function linesOf(columns: readonly MadeColumn[], kinds: Kinds, random: Random): string[] {
  const rows = columns[0].cells.length;
  const matrix = Array.from({ length: rows }, (_, row) =>
    columns.map(({ cells, kind }) => quoted(cells[row], kinds, kind === 'number' || kind === 'index')),
  );
  const head = kinds.header === 'none' ? [] : [header(columns, kinds)];
  const under =
    kinds.header === 'units' ? [columns.map(({ unit }) => quoted(unitIn(unit, kinds), kinds, false))] : [];
  const lines = spaced([...head, ...under, ...matrix], kinds).map(
    (line, at) => line + trailing(kinds, at < head.length + under.length),
  );
  if (kinds.header === 'hash') lines[0] = `#${lines[0]}`;
  return surrounded(lines, head.length + under.length, columns.length, kinds, random);
}

const unitIn = (unit: string, { separator }: Kinds): string =>
  separator === ' ' && unit === '' ? '-' : unit;

function header(columns: readonly MadeColumn[], kinds: Kinds): string[] {
  const names = columns.map(({ name }) => name);
  const all = kinds.quotes === 'header' || kinds.quotes === 'all';
  const cells = names.map((name) => (all ? inQuotes(name) : quoted(name, kinds, true)));
  return kinds.header === 'one name fewer' ? cells.slice(1) : cells;
}

const inQuotes = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

function quoted(cell: string, { quotes, separator }: Kinds, bare: boolean): string {
  if (quotes === 'clash') return cell;
  const needed =
    cell.includes(separator) || /["\r\n]/.test(cell) || (separator === ' ' && /^$|\s/.test(cell));
  return needed || quotes === 'all' || (quotes === 'texts' && !bare) ? inQuotes(cell) : cell;
}

/** Rows with separators, and blanks around cells where there are no quotes. */
function spaced(rows: readonly (readonly string[])[], { separator, spacing }: Kinds): string[] {
  const bare = !rows.some((row) => row.some((cell) => cell.includes('"')));
  if (spacing === 'none' || !bare) return rows.map((row) => row.join(separator));
  if (spacing === 'after separators') return rows.map((row) => row.join(`${separator} `));
  const width = Math.max(...rows.map((row) => Math.max(...row.map((cell) => cell.length))));
  return rows.map((row) => row.map((cell) => cell.padStart(width + 1)).join(separator));
}

function trailing({ tail, separator }: Kinds, isHeader: boolean): string {
  if (tail === 'trailing separator' || (tail === 'trailing separator in rows' && !isHeader)) return separator;
  return tail === 'trailing blanks' ? '  ' : '';
}

/** With comments, a preamble and blank lines. */
function surrounded(lines: string[], heads: number, width: number, kinds: Kinds, random: Random): string[] {
  const { header: head, tail, separator } = kinds;
  const within = (line: () => string, share: number): string[] =>
    lines.flatMap((own, at) => (at > heads && random.integer(share) === 0 ? [line(), own] : [own]));
  if (tail === 'blank lines within') return within(() => ['', ' '][random.integer(2)], 6);
  if (tail === 'blank lines') return ['', ...lines, '', ''];
  if (tail === 'rows of separators') return [...lines, ...Array(3).fill(separator.repeat(width - 1))];
  const mark = ['#', '//', '%', '# '][random.integer(4)];
  if (head === 'comments')
    return [`${mark}logger v2, serial 123; "A"`, `${mark} exported 2026-03-01`, ...lines];
  if (head === 'comments within') return ['# start', ...within(() => '# restarted, 1,2;3', 9)];
  if (head !== 'preamble') return lines;
  const gap = random.integer(2) === 0 ? [''] : [];
  return ['Station12', width > 3 ? `Serial${separator}0815` : 'exported', ...gap, ...lines];
}

/** The text of lines, the last as loggers leave it: cut off before its last separator, or without its end. */
export function textOf(
  lines: readonly string[],
  last: readonly string[],
  kinds: Kinds,
  random: Random,
): string {
  const end = kinds.ends;
  if (kinds.tail === 'no last newline') return lines.join(end);
  if (kinds.tail !== 'cut') return lines.map((line) => line + end).join('');
  const cells = last.map((cell) => quoted(cell, kinds, false));
  const kept = random.integer(cells.length - 1);
  const part = cells[kept].slice(0, random.integer(cells[kept].length + 1));
  const cut = [...cells.slice(0, kept), part].join(kinds.separator);
  return [...lines, cut].join(end);
}

/** The bytes of a text in an encoding, with its mark if asked. */
export function encoded(text: string, encoding: string): Uint8Array {
  const [name, mark] = encoding.split(' ');
  const marked = mark === undefined ? text : `\ufeff${text}`;
  if (name === 'utf-8') return new TextEncoder().encode(marked);
  if (name === 'latin1') return Uint8Array.from(marked, (character) => character.charCodeAt(0));
  const bytes = new Uint8Array(2 * marked.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < marked.length; i++) view.setUint16(2 * i, marked.charCodeAt(i), name === 'utf-16le');
  return bytes;
}
