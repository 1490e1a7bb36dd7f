/** The time of a table's rows. */
import { shown } from '../../check/shown.ts';
import type { Table } from '../table.ts';
import { DAY } from './civil.ts';
import { type Found, findTime } from './find.ts';
import type { TimeChoice, TimeMeaning } from './meaning.ts';
import { timeRule } from './rule.ts';

/** The time of each row of a table. */
export interface TimeAxis extends TimeMeaning {
  /** One, or a date and a time of day, or the parts of a date. */
  readonly columns: readonly string[];
  /**
   * [rows], in the file's order: seconds since the origin, or plain numbers as they are, or intervals; NaN where missing. Of the
   * hour that comes twice `orderRows` moves the second to its place.
   */
  readonly values: Float64Array;
  /** Whether the caller chose the columns. */
  readonly asked: boolean;
  /** Other columns that hold times or are named like one. They are no inputs unasked. */
  readonly beside: readonly string[];
  /** What was assumed or left out, each a sentence with the flag that changes it. */
  readonly notes: readonly string[];
}

/**
 * Finds the time of a table, or takes the columns that are asked for, and makes one time of them.
 * @returns null if there is none
 * @throws {DataError} for an unknown column, for a text, and where day and month cannot be told apart
 */
export function timeAxis(table: Table, choice: TimeChoice): TimeAxis | null {
  const { file, columns, rows } = table;
  const found = findTime(file, columns, choice);
  if (found === null) return null;
  const chosen = found.at.map((at) => columns[at]);
  const { at, ...rule } = timeRule(file, chosen, choice);
  const values = new Float64Array(rows);
  const cells = new Float64Array(chosen.length);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < chosen.length; k++) cells[k] = chosen[k].numbers?.[row] ?? Number.NaN;
    values[row] = at(cells);
  }
  const columnNames = chosen.map(({ name }) => name);
  const notes = [
    ...choiceNote(columnNames, found),
    ...rule.notes,
    ...wrapDays(values, rule),
    ...missingNote(table, values, rule),
  ];
  return { ...rule, columns: columnNames, values, asked: found.asked, beside: found.beside, notes };
}

function choiceNote(columns: readonly string[], { asked, beside }: Found): string[] {
  if (asked || beside.length === 0) return [];
  const others = beside.map((name) => shown(name)).join(', ');
  return [
    `the time is ${columns.map((name) => shown(name)).join(' and ')}, not ${others}; --time NAME|none otherwise`,
  ];
}

function missingNote(table: Table, values: Float64Array, { kind }: TimeMeaning): string[] {
  const missing = values.reduce((sum, x) => sum + (Number.isNaN(x) ? 1 : 0), 0);
  if (missing === 0 || kind === 'interval') return [];
  const line = table.lineOf(values.findIndex(Number.isNaN));
  if (missing === 1) return [`line ${line} has no time and is left out`];
  return [`${missing} rows have no time and are left out, the first in line ${line}`];
}

/** Times of day without a date: a step back of more than half a day is the next day. */
export class DayWrap {
  private last = Number.NaN;
  days = 0;

  next(clock: number): number {
    if (Number.isNaN(clock)) return clock;
    if (this.last - clock > DAY / 2) this.days++;
    this.last = clock;
    return clock + this.days * DAY;
  }
}

export const isClock = ({ kind, format }: TimeMeaning): boolean =>
  kind === 'calendar' && format.startsWith('hh');

function wrapDays(values: Float64Array, rule: TimeMeaning): string[] {
  if (!isClock(rule)) return [];
  const wrap = new DayWrap();
  for (let row = 0; row < values.length; row++) values[row] = wrap.next(values[row]);
  return wrap.days === 0
    ? []
    : [`times of day start again ${wrap.days === 1 ? 'once' : `${wrap.days} times`}: read as the next day`];
}
