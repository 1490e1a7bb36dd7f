/** Parts the rows of a table into stretches without a seam: by groups, in order of time, and at gaps. */
import { DataError } from '../check/data-error.ts';
import type { Column, Table } from '../table/table.ts';
import type { TimeAxis } from '../table/time/axis.ts';
import { orderRows } from '../table/time/order.ts';
import { median } from './sequence.ts';
import { columnOf, rowsBy, wordsOf } from './words.ts';

/** Rows of a table that follow one another without a seam. */
export interface Stretch {
  readonly name: string;
  readonly rows: Int32Array;
  /** [rows]; null without a time. */
  readonly times: Float64Array | null;
  /** [rows], the intervals as the table has them; null if they follow from the times. NaN for one that spans a seam. */
  readonly dt: Float64Array | null;
}

export interface StretchOptions {
  readonly group: readonly string[];
  readonly splitGap: number | null;
  readonly sort: boolean;
  readonly duplicates: 'first' | 'mean' | null;
  /** A gap counts against this interval if it is longer than the median one. */
  readonly step: number;
}

/**
 * The stretches of a table, in order of their first rows.
 * @param say called for rows that are left out, and for gaps
 * @throws {DataError} as `orderRows`
 */
export function stretchesOf(
  table: Table,
  axis: TimeAxis | null,
  options: StretchOptions,
  say: (note: string) => void,
): Stretch[] {
  const groups = groupsOf(table, options.group, say);
  if (axis === null) return groups.map(({ name, rows }) => ({ name, rows, times: null, dt: null }));
  const gaps = new Gaps(options.splitGap, options.step);
  const stretches = groups.flatMap(({ name, rows }) => {
    const ordered = orderRows(axis, rows, ordering(options), table);
    if (ordered.length === 0) return [];
    if (axis.kind === 'interval') return gaps.split({ name, rows: ordered, ...summed(axis, ordered) });
    return gaps.split({ name, rows: ordered, times: at(axis.values, ordered), dt: null });
  });
  const said = gaps.said();
  if (said !== null) say(`${table.file}: ${said}`);
  return stretches;
}

const ordering = ({ sort, duplicates }: StretchOptions) => ({ sort, ...(duplicates && { duplicates }) });

interface Group {
  readonly name: string;
  readonly rows: Int32Array;
}

/** Rows by the values of columns: `file[device=dev-a]`. All of them without such columns. */
function groupsOf(table: Table, group: readonly string[], say: (note: string) => void): Group[] {
  const { file, rows } = table;
  if (group.length === 0) return [{ name: file, rows: new Int32Array(rows).map((_, row) => row) }];
  const keys = group.map((name) => cellsOf(table, name));
  const nameless: number[] = [];
  const found = rowsBy(rows, (row) => {
    const cells = keys.map((cell) => cell(row));
    if (!cells.includes(null)) return group.map((name, i) => `${name}=${cells[i]}`).join(', ');
    nameless.push(row);
    return null;
  });
  if (nameless.length > 0)
    say(
      `${file}: ${leftOut(table, nameless)}, as ${group.map((name) => `"${name}"`).join(' or ')} is missing in them`,
    );
  return [...found].map(([key, list]) => ({ name: `${file}[${key}]`, rows: Int32Array.from(list) }));
}

/** `3 rows are left out (the first is line 7)`. */
const leftOut = (table: Table, rows: readonly number[]): string =>
  `${rows.length === 1 ? '1 row is' : `${rows.length.toLocaleString('en')} rows are`} left out ` +
  `(${rows.length === 1 ? '' : 'the first is '}line ${table.lineOf(rows[0])})`;

/** Reads a cell as a text; null where it is missing. @throws {DataError} if its words are too many to be groups */
function cellsOf(table: Table, name: string): (row: number) => string | null {
  const words = wordsOf(columnOf(table, name) as Column);
  if (words !== null) return words;
  throw new DataError(`${table.file}: column "${name}" has too many different values to group by (--group)`);
}

const at = (values: Float64Array, rows: Int32Array): Float64Array => {
  const picked = new Float64Array(rows.length);
  for (let t = 0; t < rows.length; t++) picked[t] = values[rows[t]];
  return picked;
};

/** Intervals, and the times that they add up to. */
function summed({ values }: TimeAxis, rows: Int32Array) {
  const dt = at(values, rows);
  const times = new Float64Array(dt.length);
  dt.forEach((interval, t) => {
    times[t] = interval + (t === 0 ? 0 : times[t - 1]);
  });
  return { dt, times };
}

/** Between neighbours, one fewer. */
export function differences(times: Float64Array): Float64Array {
  const intervals = new Float64Array(Math.max(0, times.length - 1));
  for (let t = 0; t < intervals.length; t++) intervals[t] = times[t + 1] - times[t];
  return intervals;
}

/** Finds gaps, and remembers them for a note. */
class Gaps {
  #count = 0;
  #longest = 0;

  constructor(
    private readonly factor: number | null,
    private readonly step: number,
  ) {}

  /** `name[0]`, `name[1]`, … between gaps; the stretch itself if it has none. */
  split(stretch: Stretch & { readonly times: Float64Array }): Stretch[] {
    const { name, rows, times, dt } = stretch;
    if (this.factor === null) return [stretch];
    const intervals = differences(times);
    const positive = intervals.every((interval) => interval > 0)
      ? intervals
      : intervals.filter((interval) => interval > 0);
    if (positive.length === 0) return [stretch];
    const usual = Math.max(median(positive), this.step);
    const seams = [0];
    intervals.forEach((interval, t) => {
      if (interval <= (this.factor as number) * usual) return;
      seams.push(t + 1);
      this.#count++;
      this.#longest = Math.max(this.#longest, interval / usual);
    });
    if (seams.length === 1) return [stretch];
    return seams.map((start, i) => ({
      name: `${name}[${i}]`,
      rows: rows.subarray(start, seams[i + 1]),
      times: times.subarray(start, seams[i + 1]),
      dt: dt === null ? null : afterSeam(dt.slice(start, seams[i + 1]), i > 0),
    }));
  }

  said(): string | null {
    if (this.#count === 0) return null;
    const longest = Number(this.#longest.toPrecision(3)).toLocaleString('en');
    return (
      `${this.#count === 1 ? 'a gap' : `${this.#count.toLocaleString('en')} gaps`} of more than ${this.factor} median intervals ` +
      `(${this.#count === 1 ? '' : 'up to '}${longest}) part${this.#count === 1 ? 's' : ''} the recordings: ` +
      '--split-gap N takes another length, --split-gap none parts none'
    );
  }
}

/** The interval that spans a seam is none of the stretch after it. */
function afterSeam(dt: Float64Array, isAfter: boolean): Float64Array {
  if (isAfter) dt[0] = Number.NaN;
  return dt;
}
