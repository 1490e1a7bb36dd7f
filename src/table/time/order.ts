/** Puts the rows of a recording in order of time, or says why they are not. */
import { DataError } from '../../check/data-error.ts';
import { shown } from '../../check/shown.ts';
import type { Table } from '../table.ts';
import type { TimeAxis } from './axis.ts';
import { whyUnordered } from './disorder.ts';
import { DoubledHour, zoneWithDoubledHours } from './doubled-hour.ts';

/** What to do with rows that are not in order of time. Without these, they are refused. */
export interface OrderOptions {
  /** Sort them. Rows of one time stay as they stand in the file. */
  readonly sort?: boolean;
  /** Of rows of one time, keep the first; or keep all, side by side, for the caller to average. */
  readonly duplicates?: 'first' | 'mean';
}

/**
 * The rows of one recording in order of time. Rows without a time are left out. In a zone, the second pass of an hour that comes
 * twice is moved to its place in `axis.values`.
 * @param rows in the file's order
 * @returns rows whose times rise strictly, or do not fall with `duplicates: 'mean'`; the same array if nothing changes
 * @throws {DataError} that says what the rows look like, and which flag handles it
 */
export function orderRows(axis: TimeAxis, rows: Int32Array, options: OrderOptions, table: Table): Int32Array {
  const { values } = axis;
  if (axis.kind === 'interval') return checkIntervals(axis, rows, table);
  const timed = rows.some((row) => Number.isNaN(values[row]))
    ? rows.filter((row) => !Number.isNaN(values[row]))
    : rows;
  settleDoubledHours(axis, timed);
  if (faultIn(values, timed, false) < 0) return timed;
  const sorted = options.sort ? timed.slice().sort((a, b) => values[a] - values[b] || a - b) : timed;
  const fault = faultIn(values, sorted, options.duplicates !== undefined);
  if (fault >= 0) throw whyUnordered(axis, sorted, fault, table);
  if (options.duplicates !== 'first') return sorted;
  return sorted.filter((row, i) => i === 0 || values[row] !== values[sorted[i - 1]]);
}

/** The first row that does not come after the row before; −1 if there is none. */
function faultIn(values: Float64Array, rows: Int32Array, equal: boolean): number {
  for (let i = 1; i < rows.length; i++) {
    const step = values[rows[i]] - values[rows[i - 1]];
    if (!(step > 0 || (equal && step === 0))) return i;
  }
  return -1;
}

function settleDoubledHours(axis: TimeAxis, rows: Int32Array): void {
  const zone = zoneWithDoubledHours(axis);
  if (zone === null || rows.length === 0) return;
  const { values, origin } = axis;
  const hours = new DoubledHour(zone);
  const newestFirst = values[rows[0]] > values[rows[rows.length - 1]];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[newestFirst ? rows.length - 1 - i : i];
    const instant = origin + values[row];
    // a shift is of whole seconds: all digits behind the mark stay
    values[row] += Math.round(hours.next(instant) - instant);
  }
}

function checkIntervals({ columns, values }: TimeAxis, rows: Int32Array, table: Table): Int32Array {
  for (const row of rows)
    if (!(values[row] > 0)) {
      const cell = Number.isNaN(values[row]) ? 'is missing' : `${values[row]} is not > 0`;
      throw new DataError(
        `${table.file}: line ${table.lineOf(row)}, column ${shown(columns[0])}: the interval ${cell}: mend the cell, or --time none`,
      );
    }
  return rows;
}
