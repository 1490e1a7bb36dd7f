/** What columns of one name hold, over all tables. */
import { shown } from '../check/shown.ts';
import type { Table } from '../table/table.ts';
import { columnOf, columnsNamed, type Placed } from './words.ts';

export interface Content {
  /** A text if one table has words in the column; empty if no table has anything in it. */
  readonly kind: 'number' | 'text' | 'time' | 'empty';
  /** Of a text: the first cell that stands out: no number where others are, or else the first word. */
  readonly cell: { readonly file: string; readonly line: number; readonly cell: string } | null;
  /** Whether there are numbers beside the texts. */
  readonly isMixed: boolean;
  /** A file that has no such column; null if all have it. */
  readonly lacking: string | null;
}

export function contentOf(tables: readonly Table[], name: string): Content {
  const all = columnsNamed(tables, name);
  const filled = all.filter(({ column }) => !isEmpty(column));
  const texts = filled.filter(({ column }) => column.kind === 'text');
  const stray = texts.find(({ column }) => column.stray !== null);
  const kind =
    filled.length === 0 ? 'empty' : texts.length > 0 ? 'text' : filled.some(isTime) ? 'time' : 'number';
  return {
    kind,
    cell: stray ? strayOf(stray) : texts.length > 0 ? firstOf(texts[0]) : null,
    isMixed: stray !== undefined || (texts.length > 0 && texts.length < filled.length),
    lacking: tables.find((table) => !columnOf(table, name))?.file ?? null,
  };
}

const isTime = ({ column }: Placed): boolean => column.kind === 'time';

function isEmpty({ numbers, codes, words }: Placed['column']): boolean {
  if (numbers) return numbers.every(Number.isNaN);
  return words.length === 0 && codes !== null && codes.every((code) => code < 0);
}

const strayOf = ({ table, column }: Placed): Content['cell'] =>
  column.stray && { file: table.file, ...column.stray };

function firstOf({ table, column: { codes, words } }: Placed): Content['cell'] {
  const row = codes?.findIndex((code) => code >= 0) ?? -1;
  return codes === null || row < 0
    ? null
    : { file: table.file, line: table.lineOf(row), cell: words[codes[row]] };
}

/** `line 7, column "b": "ERR"`, to follow the file; only the column for words that are too many to keep. */
export const placeOf = (name: string, { cell }: Content): string =>
  cell ? `line ${cell.line}, column "${name}": ${shown(cell.cell)}` : `column "${name}": a text`;
