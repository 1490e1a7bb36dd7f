/** What rows look like that are not in order of time, and the flag that handles it. */
import { DataError } from '../../check/data-error.ts';
import { shown } from '../../check/shown.ts';
import type { Table } from '../table.ts';
import type { TimeAxis } from './axis.ts';
import { DAY } from './civil.ts';
import { DoubledHour, zoneWithDoubledHours } from './doubled-hour.ts';
import { separatingColumns } from './separate.ts';
import { calendarText, spanText, timeText } from './shown-time.ts';
import { zoneOf } from './zone.ts';

/** Rows in an order in which times do not rise strictly. */
interface Rows {
  readonly axis: TimeAxis;
  readonly table: Table;
  readonly rows: Int32Array;
  /** The times of the rows. */
  readonly times: Float64Array;
  /** Places in `rows` at which time stands still, and at which it steps back. */
  readonly equal: readonly number[];
  readonly back: readonly number[];
}

/** From this share of rows on, a fault is how the file is written and no accident. */
const OFTEN = 1 / 8;

/**
 * The error that says what it looks like.
 * @param rows in the order in which they would be taken
 * @param fault the place in `rows` to show
 */
export function whyUnordered(axis: TimeAxis, rows: Int32Array, fault: number, table: Table): DataError {
  const times = Float64Array.from(rows, (row) => axis.values[row]);
  const equal: number[] = [];
  const back: number[] = [];
  for (let i = 1; i < times.length; i++)
    if (times[i] === times[i - 1]) equal.push(i);
    else if (times[i] < times[i - 1]) back.push(i);
  const given: Rows = { axis, table, rows, times, equal, back };
  const reason = [
    summerTime,
    skippedHour,
    newestFirst,
    devices,
    coarse,
    doubled,
    startsAgain,
    outOfOrder,
    stepsBack,
    unsorted,
  ]
    .map((looks) => looks(given))
    .find((text) => text !== null);
  return new DataError(`${at(given, fault)}: ${reason}`);
}

/** `log.csv: line 203, column "time": 12060 comes after 12600 in line 202`. */
function at({ axis, table, rows, times }: Rows, i: number): string {
  const [line, before] = [rows[i], rows[i - 1]].map((row) => table.lineOf(row));
  const names = axis.columns.map((name) => shown(name)).join(', ');
  const column = `column${axis.columns.length > 1 ? 's' : ''} ${names}`;
  const place = `${table.file}: line ${line}, ${column}: ${timeText(axis, times[i])}`;
  if (times[i] === times[i - 1]) return `${place} stands in line ${before} too`;
  return `${place} comes after ${timeText(axis, times[i - 1])} in line ${before}`;
}

/** One zone for each day and hour at which summer time ends somewhere. */
const zonesWithSummerTime = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Helsinki',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Santiago',
  'America/Havana',
  'Australia/Sydney',
  'Pacific/Auckland',
  'Asia/Jerusalem',
  'Asia/Tehran',
  'Africa/Cairo',
];

function summerTime({ axis, times, equal, back }: Rows): string | null {
  if (axis.kind !== 'calendar' || axis.zone !== null || axis.origin < DAY) return null;
  const faults = [...equal, ...back];
  const local = (i: number): number => axis.origin + times[i];
  const explains = (name: string): boolean => {
    const zone = zoneOf(name);
    if (!faults.every((i) => zone.twice(zone.instant(Math.floor(local(i)))) > 0)) return false;
    const hours = new DoubledHour(zone);
    let last = -Infinity;
    return times.every((_, i) => {
      const second = Math.floor(local(i));
      const next = hours.next(zone.instant(second) + (local(i) - second));
      const rises = next > last;
      last = next;
      return rises;
    });
  };
  const zone = zonesWithSummerTime.find(explains);
  if (zone === undefined) return null;
  const day = calendarText(local(faults[0])).slice(0, 10);
  return (
    `this looks like the hour that comes twice at the end of summer time (${day}, for example in ${zone}): ` +
    `--zone ${zone}, or the zone of the clock that wrote it`
  );
}

/** In the wrong zone, times that its clocks skip in spring fall on those an hour later. */
function skippedHour({ axis, times, equal, back }: Rows): string | null {
  const zone = zoneWithDoubledHours(axis);
  if (zone === null) return null;
  const skips = (i: number): boolean => {
    const instant = Math.floor(axis.origin + times[i]);
    return zone.offset(instant) > zone.offset(instant - 7200);
  };
  if (![...equal, ...back].every(skips)) return null;
  const [first] = back.length > 0 ? back : equal;
  return (
    `clocks in ${zone.name} skip an hour on ${timeText(axis, times[first]).slice(0, 10)}, and the file does not, so it seems to be ` +
    "written in another zone, or in standard time all year: --zone UTC, or the clock's offset such as --zone +01:00"
  );
}

function newestFirst({ times, back }: Rows): string | null {
  if (times.length < 3 || back.length < 0.95 * (times.length - 1)) return null;
  return 'the newest row stands first: --sort';
}

function devices({ axis, table, rows, times, equal, back }: Rows): string | null {
  const often = equal.length + back.length >= OFTEN * times.length;
  const few = !often || (equal.length === 0 && back.length <= 3);
  const found = separatingColumns(table, axis.columns, rows, times, often);
  if (found.length === 0) return null;
  const [{ columns, values, examples }, ...others] = found;
  const names = columns.map((name) => shown(name)).join(' and ');
  const flag = (list: readonly string[]): string =>
    list.map((name) => (/^[\w.-]+$/.test(name) ? name : shown(name))).join(',');
  const more = others.length === 0 ? '' : `, or ${others.map((one) => flag(one.columns)).join(', ')}`;
  return (
    `within each of the ${values} values of ${names} (${examples}) times rise, so this looks like several recordings ` +
    `in one file: --group ${flag(columns)}${more}${few ? '; or --sort if rows are only out of order' : ''}`
  );
}

function coarse({ axis, times, equal }: Rows): string | null {
  if (equal.length < OFTEN * times.length) return null;
  const each = times.length / (times.length - equal.length);
  const step = coarsest(axis, times);
  const whole = step === null ? '' : `in whole ${step[1]}, `;
  const resample = step === null ? '' : `, --resample ${step[0]}`;
  return (
    `times are ${whole}about ${each.toFixed(1)} rows to each, so this looks like a clock that is coarser than the rows, or several ` +
    `devices in one file: --duplicates mean makes one row of them${resample}, --group COLUMN tells devices apart, ` +
    '--time none counts rows'
  );
}

function coarsest({ unit }: TimeAxis, times: Float64Array): [string, string] | null {
  if (unit === null) return null;
  const steps = [
    [DAY, '1d', 'days'],
    [3600, '1h', 'hours'],
    [60, '1min', 'minutes'],
    [1, '1s', 'seconds'],
  ] as const;
  const found = steps.find(([step]) => times.every((time) => (time - times[0]) % step === 0));
  return found ? [found[1], found[2]] : null;
}

function doubled({ equal, back }: Rows): string | null {
  if (back.length > 0) return null;
  const more = equal.length === 1 ? '' : `, as ${equal.length} rows of the file do`;
  return `this looks like a row written twice${more}: --duplicates first keeps the first, --duplicates mean averages them`;
}

/** A step back to where time began. */
function startsAgain({ times, equal, back }: Rows): string | null {
  const first = times[0];
  const begins = (i: number): boolean => i >= 3 && times[i] - first <= 0.05 * (times[i - 1] - first);
  if (equal.length > 0 || back.length > OFTEN * times.length || !back.every(begins)) return null;
  return (
    `time starts again${back.length > 1 ? ` ${back.length} times` : ''}, so this looks like several recordings in one file: ` +
    '--group COLUMN if a column tells them apart, else one file for each'
  );
}

/** Each fault goes away with one row. */
function outOfOrder({ times, equal, back }: Rows): string | null {
  const alone = (i: number): boolean =>
    (i >= 2 ? times[i] > times[i - 2] : true) || (i + 1 < times.length ? times[i + 1] > times[i - 1] : true);
  if (back.length > Math.max(3, OFTEN * times.length) || !back.every(alone)) return null;
  return `this looks like rows out of order, in ${back.length} place${back.length > 1 ? 's' : ''}: --sort${alsoDoubled(equal)}`;
}

function stepsBack({ axis, times, equal, back }: Rows): string | null {
  if (back.length > Math.max(3, times.length / 100)) return null;
  const spans = back.map((i) => times[i - 1] - times[i]);
  const largest = spans.reduce((most, span) => Math.max(most, span), 0);
  const often = back.length === 1 ? '' : `, ${back.length} times, at most`;
  const hour =
    axis.kind === 'calendar' && axis.zone === null && Math.abs(largest - 3600) <= 1800
      ? ', or --zone NAME if it is the end of summer time'
      : '';
  return (
    `this looks like a clock that was set back${often} by ${spanText(largest, axis.unit)}: ` +
    `--sort puts all rows in order of time${alsoDoubled(equal)}${hour}`
  );
}

const unsorted = ({ equal, back }: Rows): string =>
  `rows are not in order of time, ${back.length} times: --sort, or --group COLUMN if several devices write into the ` +
  `file${alsoDoubled(equal)}`;

const alsoDoubled = (equal: readonly number[]): string =>
  equal.length === 0 ? '' : `, and --duplicates first or mean for ${equal.length} rows that repeat a time`;
