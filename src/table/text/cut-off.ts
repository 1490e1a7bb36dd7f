/** The end of a text that is still being written. */

import { bareNumber } from './affix.ts';
import type { ColumnReader } from './column.ts';
import { lookOf } from './kinds.ts';
import type { Layout } from './layout.ts';
import { wrongRow } from './misfit.ts';
import { isEmpty, rowsOf, type TextRow } from './rows.ts';

/**
 * Why a last line without an end is left out, as a sentence; null if it is a row like the others.
 * @param bytes from its start
 * @throws {DataError} if a quote opens in an earlier line and never closes
 */
export function cutOff(
  bytes: Uint8Array,
  line: number,
  layout: Layout,
  columns: readonly ColumnReader[],
  file: string,
): string | null {
  const text = new TextDecoder().decode(bytes);
  const [row] = rowsOf(text, layout.dialect.separator, 0, line);
  if (!row || isEmpty(row)) return null;
  if (row.wrong !== null && text.includes('\n')) throw wrongRow(file, row);
  // a closing quote ends a cell for certain
  const isClosed = row.quoted && text.trimEnd().endsWith('"');
  return (
    unfinished(row, layout.names.length) ?? leftOut(row, isClosed ? null : cutCell(row, layout, columns))
  );
}

/** Why a last line without an end is no row, as a sentence; null if it has all cells. */
export const unfinished = (row: TextRow, width: number): string | null =>
  leftOut(
    row,
    row.wrong ?? (row.cells.length < width ? `it has ${row.cells.length} of ${width} cells` : null),
  );

const leftOut = ({ line }: TextRow, why: string | null): string | null =>
  why && `line ${line} has no end and is left out, as if it was still being written: ${why}`;

/** What shows that the last cell is cut: it is unlike all before. */
function cutCell(row: TextRow, layout: Layout, columns: readonly ColumnReader[]): string | null {
  const place = layout.names.length - 1;
  const cell = row.cells[place];
  const samples = layout.rows.filter(({ complete }) => complete).map(({ cells }) => cells[place]);
  const there = samples.filter((sample) => lookOf(sample) !== 'missing');
  const column = columns.find(({ name }) => name === layout.names[place]);
  if (there.length < 2 || !column) return null;
  const cut = `its last cell, "${cell}", is cut off`;
  if (lookOf(cell) === 'missing') return there.length === samples.length ? cut : null;
  if (column.kind === 'number') {
    const lacksUnit = bareNumber(cell) === cell && there.every((sample) => bareNumber(sample) !== sample);
    if (lacksUnit || Number.isNaN(column.numberIn(cell))) return cut;
    const decimals = decimalsOf(layout.dialect.decimal);
    const digits = decimals(there[0]);
    return there.every((sample) => decimals(sample) === digits) && decimals(cell) < digits ? cut : null;
  }
  if (column.kind === 'time') return there.every((sample) => sample.length > cell.length) ? cut : null;
  return there.some((sample) => sample.startsWith(cell)) && !column.has(cell) ? cut : null;
}

/** Counts the digits behind a decimal mark. */
const decimalsOf =
  (mark: string) =>
  (cell: string): number =>
    cell.includes(mark) ? cell.length - cell.indexOf(mark) - 1 : 0;
