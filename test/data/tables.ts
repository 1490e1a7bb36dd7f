/** Tables as readers make them, for tests. */
import type { Column, Table } from '../../src/table/table.ts';

type Cells = ArrayLike<number> | readonly (string | null)[];

/** A table of columns of numbers (NaN where missing) and of words (null where missing). The header is line 1. */
export function tableOf(columns: Readonly<Record<string, Cells>>, file = 'a.csv'): Table {
  const all = Object.entries(columns).map(([name, cells]) => columnOf(name, Array.from<unknown>(cells)));
  return {
    file,
    format: 'CSV',
    rows: Array.from<unknown>(Object.values(columns)[0]).length,
    columns: all,
    dialect: { encoding: 'utf-8', separator: ',', decimal: '.', thousands: '', header: true },
    guessed: [],
    notes: [],
    lineOf: (row) => row + 2,
  };
}

function columnOf(name: string, cells: readonly unknown[]): Column {
  const rest = { name, unit: null, time: null };
  const numbers = cells.map((cell) => (cell === null ? Number.NaN : Number(cell)));
  const missing = cells.filter((cell) => cell === null || Number.isNaN(cell)).length;
  const counted = { missing: new Map(missing > 0 ? [['', missing]] : []) };
  if (cells.every((cell) => typeof cell === 'number'))
    return {
      ...rest,
      ...counted,
      kind: 'number',
      numbers: Float64Array.from(numbers),
      codes: null,
      words: [],
      stray: null,
    };
  const words = [...new Set(cells.filter((cell) => cell !== null).map(String))];
  const stray = cells.findIndex((cell, i) => cell !== null && Number.isNaN(numbers[i]));
  const isMixed = cells.some((cell, i) => cell !== null && !Number.isNaN(numbers[i]));
  return {
    ...rest,
    ...counted,
    kind: 'text',
    numbers: null,
    codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : words.indexOf(String(cell)))),
    words,
    stray: isMixed && stray >= 0 ? { line: stray + 2, cell: String(cells[stray]) } : null,
  };
}
