/** Rows that have more or fewer cells than there are columns. */
import { DataError } from '../../check/data-error.ts';
import { shown } from '../../check/shown.ts';
import type { TextRow } from './rows.ts';

/** @param row that has quotes where none can be */
export const wrongRow = (file: string, { line, wrong }: TextRow): DataError =>
  new DataError(`${file}: line ${line}, ${wrong}: close it, or double a quote that is part of the cell`);

type Names = readonly (string | null)[];

export const tooShort = (file: string, line: number, names: Names, cells: number): DataError =>
  new DataError(
    `${file}: line ${line}, column ${shown(names[cells] ?? String(cells + 1))} has no cell: there are ${names.length} columns, ` +
      `and this line has ${cells}; remove the line or fill it in`,
  );

/** @param cell the first behind the last column that is not empty */
export const tooLong = (file: string, line: number, names: Names, cell: string): DataError =>
  new DataError(
    `${file}: line ${line}, ${shown(cell)} stands behind the last of ${names.length} columns: ` +
      'put the cell that holds a separator in quotes, or remove it',
  );
