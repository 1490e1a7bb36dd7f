/** How the cells of the chosen columns become one time. */
import { DataError } from '../../check/data-error.ts';
import { shown } from '../../check/shown.ts';
import { timeFormatOf } from './asked.ts';
import { DAY, daysOf } from './civil.ts';
import { meaning } from './dates.ts';
import { type EpochUnit, epochUnits } from './epoch.ts';
import { isInterval } from './find.ts';
import type { TimeChoice, TimeRule, TimeSource } from './meaning.ts';
import {
  areDays,
  clockDigits,
  clockSeconds,
  compactDay,
  epochNote,
  numberRule,
  plainTime,
} from './numbers.ts';
import { calendarText } from './shown-time.ts';
import { zoneOf } from './zone.ts';

/**
 * @param columns that `findTime` chose
 * @throws {DataError} for an unknown format or zone, even if nothing needs it; where day and month cannot be told apart, or
 * columns do not make one time
 */
export function timeRule(file: string, columns: readonly TimeSource[], choice: TimeChoice): TimeRule {
  if (choice.timeFormat !== undefined) timeFormatOf(choice.timeFormat);
  if (choice.zone !== undefined) zoneOf(choice.zone);
  for (const column of columns) refuseAmbiguous(file, column);
  if (columns.length > 1) return joinedRule(file, columns, choice);
  const [column] = columns;
  const at = (cells: ArrayLike<number>): number => cells[0];
  if (isInterval(column)) return { ...plainTime, kind: 'interval', at };
  const { time } = column;
  if (time === null) return numberRule(file, column, choice);
  const { format, zone, origin } = time;
  if (format in epochUnits) {
    const notes =
      choice.timeFormat === undefined ? [epochNote(column.name, format as EpochUnit, origin)] : [];
    return { kind: 'epoch', unit: 's', format, zone, origin, notes, at };
  }
  const notes = zone === null && time.holds !== 'clock' ? [withoutZone(column)] : [];
  return { kind: 'calendar', unit: 's', format, zone, origin, notes, at };
}

const withoutZone = ({ name }: TimeSource): string =>
  `${shown(name)} says no zone: read as UTC, so that only differences count; --zone NAME otherwise`;

function refuseAmbiguous(file: string, { name, time }: TimeSource): void {
  if (!time?.ambiguous) return;
  const { cell, line, format } = time.ambiguous;
  const [one, other] = [meaning(cell, time.format), meaning(cell, format)];
  const [first, second] = [time.format, format].map((text) => shown(text));
  throw new DataError(
    `${file}: line ${line}, column ${shown(name)}: ${cell} is ${one} or ${other}, and no cell of the column tells: ` +
      `--time-format ${first} or --time-format ${second}`,
  );
}

/** Columns of numbers that are parts of a date, by name in any letter case. */
const parts = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
const short: Readonly<Record<string, string>> = { yr: 'year', hr: 'hour', min: 'minute', sec: 'second' };
const partOf = ({ name }: TimeSource): number => {
  const low = name.toLowerCase();
  return (parts as readonly string[]).indexOf(short[low] ?? low);
};

/** A date in one column, the time of day in another or as parts; or all in parts. Either may be written in digits. */
function joinedRule(file: string, columns: readonly TimeSource[], choice: TimeChoice): TimeRule {
  const inDigits = columns.map((one) => one.kind === 'number' && partOf(one) < 0);
  const placeOf = (holds: string, fits: (numbers: ArrayLike<number>) => boolean): number => {
    const place = columns.findIndex(({ time }) => time?.holds === holds);
    return place >= 0 ? place : columns.findIndex(({ numbers }, k) => inDigits[k] && fits(numbers ?? []));
  };
  const date = placeOf('date', areDays);
  const clock = placeOf('clock', (numbers) => clockDigits(numbers, choice.timeFormat) > 0);
  const places = parts.map((_, part) =>
    columns.findIndex((one) => one.kind === 'number' && partOf(one) === part),
  );
  const used = [date, clock, ...places].filter((place) => place >= 0);
  const [year, , , hour] = places;
  const whole = used.length === columns.length && date >= 0 !== year >= 0 && (clock < 0 || hour < 0);
  if (!whole) throw notOneTime(file, columns);
  const dates = columns[date]?.time ?? null;
  const zoneName = dates ? ianaName(dates.zone) : choice.zone;
  const zone = zoneName === undefined ? null : zoneOf(zoneName);
  const first = firstOf(columns[Math.max(date, year)].numbers);
  const begin = dates?.origin ?? (date >= 0 ? compactDay(first) : daysOf(first, 1, 1)) * DAY;
  const origin = Number.isNaN(begin) ? 0 : begin;
  const part = (cells: ArrayLike<number>, k: number, missing: number): number =>
    places[k] < 0 ? missing : cells[places[k]];
  const midnight = (cells: ArrayLike<number>): number => {
    if (date < 0) return daysOf(part(cells, 0, 0), part(cells, 1, 1), part(cells, 2, 1)) * DAY;
    if (!dates) return compactDay(cells[date]) * DAY;
    return origin + cells[date] + (zone?.offset(origin + cells[date]) ?? 0);
  };
  const digits = inDigits[clock] ? clockDigits(columns[clock].numbers ?? [], choice.timeFormat) : 0;
  const ofDay = (cells: ArrayLike<number>): number => {
    if (digits !== 0) return clockSeconds(cells[clock], digits);
    if (clock >= 0) return cells[clock];
    return part(cells, 3, 0) * 3600 + part(cells, 4, 0) * 60 + part(cells, 5, 0);
  };
  const at = (cells: ArrayLike<number>): number => {
    const clockTime = ofDay(cells);
    const second = Math.floor(clockTime);
    const local = midnight(cells) + second;
    if (Number.isNaN(local)) return local;
    return (zone?.instant(local) ?? local) - origin + (clockTime - second);
  };
  const told = dates ? dates.zone : (zone?.name ?? null);
  const notes = told === null ? [withoutZone(columns[Math.max(date, year)])] : [];
  const areDigits = digits !== 0 || (date >= 0 && !dates);
  if (areDigits && choice.timeFormat === undefined) notes.unshift(inDigitsNote(columns, at, origin));
  return {
    kind: 'calendar',
    unit: 's',
    format: joinedFormat(columns[date], columns[clock], digits),
    zone: told,
    origin,
    notes,
    at,
  };
}

function inDigitsNote(
  columns: readonly TimeSource[],
  at: (cells: ArrayLike<number>) => number,
  origin: number,
): string {
  const cells = columns.map(({ numbers }) => firstOf(numbers));
  const written = columns.map(({ name, time }, k) => shown(name) + (time ? '' : ` (first ${cells[k]})`));
  return `${written.join(' and ')} are a date and a time of day, the first ${calendarText(origin + at(cells))}; --time NAME|none otherwise`;
}

/** As `--time-format` takes it; `number` if all columns are parts. */
function joinedFormat(date: TimeSource | undefined, clock: TimeSource | undefined, digits: number): string {
  if (date === undefined) return 'number';
  const days = date.time === null ? 'yyyymmdd' : date.time.format.replace('ISO 8601', 'yyyy-mm-dd');
  const ofDay = clock?.time?.format ?? { 4: 'hhmm', 6: 'hhmmss' }[digits] ?? '';
  return `${days} ${ofDay}`.trim();
}

const ianaName = (zone: string | null): string | undefined =>
  zone === null || zone === 'UTC' || /^[+-]/.test(zone) ? undefined : zone;

const firstOf = (numbers: ArrayLike<number> | null): number =>
  Array.prototype.find.call(numbers ?? [], (x) => !Number.isNaN(x)) ?? Number.NaN;

function notOneTime(file: string, columns: readonly TimeSource[]): DataError {
  const holds = columns.map(
    ({ name, kind, time }) => `${shown(name)} holds ${time ? `a ${time.holds}` : `${kind}s`}`,
  );
  return new DataError(
    `${file}: ${holds.join(', ')}: they are not one time. --time takes one column, or a date and a time of day, or ` +
      `columns of numbers named ${parts.join(', ')}`,
  );
}
