/** Tables made by hand: what a reader makes of these cells. */
import type { Column, Table } from '../../../src/table/table.ts';
import { timeReaderFor } from '../../../src/table/time/cells.ts';

type Options = { readonly timeFormat?: string; readonly zone?: string };

/** Empty cells are missing. Line 1 is the header. */
export function tableOf(
  columns: Readonly<Record<string, readonly (string | number)[]>>,
  options: Options = {},
): Table {
  const made = Object.entries(columns).map(([name, cells]) => columnOf(name, cells.map(String), options));
  return {
    file: 'log.csv',
    format: 'CSV',
    rows: Object.values(columns)[0].length,
    columns: made,
    dialect: null,
    guessed: [],
    notes: [],
    lineOf: (row) => row + 2,
  };
}

function columnOf(name: string, cells: readonly string[], options: Options): Column {
  const plain = {
    name,
    unit: null,
    codes: null,
    words: [],
    missing: new Map<string, number>(),
    time: null,
    stray: null,
  };
  const there = cells.filter((cell) => cell !== '');
  if (there.every((cell) => /^-?\d{1,15}(\.\d+)?$/.test(cell)))
    return {
      ...plain,
      kind: 'number',
      numbers: Float64Array.from(cells, (cell) => (cell === '' ? Number.NaN : Number(cell))),
    };
  const reader = timeReaderFor(there, options);
  if (reader !== null) {
    const numbers = Float64Array.from(cells, (cell, i) =>
      cell === '' ? Number.NaN : reader.read(cell, i + 2),
    );
    const time = reader.finish();
    reader.settle(numbers);
    return { ...plain, kind: 'time', numbers, time };
  }
  const words = [...new Set(there)];
  return {
    ...plain,
    kind: 'text',
    numbers: null,
    words,
    codes: Int32Array.from(cells, (cell) => words.indexOf(cell)),
  };
}

/** `count` cells, each made of its place. */
export const cellsOf = <T>(count: number, cell: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => cell(i));

/** A local time, `yyyy-mm-dd hh:mm:ss`, some seconds after another. */
export const later = (start: string, seconds: number): string =>
  new Date(Date.parse(`${start}Z`) + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
