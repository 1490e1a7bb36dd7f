/** Times in numbers: since 1970, or dates such as 20260301, or plain. */
import { DataError } from '../../check/data-error.ts';
import { shown } from '../../check/shown.ts';
import { timeFormatOf } from './asked.ts';
import { DAY, daysOf } from './civil.ts';
import { type EpochUnit, epochUnitOf, epochUnits } from './epoch.ts';
import type { TimeChoice, TimeRule, TimeSource } from './meaning.ts';
import { calendarText } from './shown-time.ts';
import { zoneOf } from './zone.ts';

export const plainTime = { unit: null, format: 'number', zone: null, origin: 0, notes: [] } as const;

const OTHERWISE = '--time-format number if not';
const unitNames = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' } as const;

/**
 * How a column of numbers is a time. Without a format, its magnitude decides.
 * @throws {DataError} if a format of dates was asked for that numbers cannot have
 */
export function numberRule(file: string, column: TimeSource, choice: TimeChoice): TimeRule {
  const asked = choice.timeFormat === undefined ? null : timeFormatOf(choice.timeFormat);
  const { least, most, first } = rangeOf(column.numbers ?? []);
  if (asked?.kind === 'epoch') return epochRule(asked.unit, first, []);
  if (asked?.kind === 'calendar') {
    if (asked.dates.some(({ name }) => name === 'yyyymmdd'))
      return compactRule(compactDigits(most), first, choice.zone, []);
    throw new DataError(
      `${file}: column ${shown(column.name)} holds numbers such as ${first}, no times as ${choice.timeFormat} has them: ` +
        '--time-format number, or s, ms, us, ns since 1970',
    );
  }
  const plain: TimeRule = { ...plainTime, kind: 'number', at: (cells) => cells[0] };
  if (asked !== null || Number.isNaN(first)) return plain;
  const unit = epochUnitOf(least, most);
  if (unit !== null) {
    const rule = epochRule(unit, first, []);
    const note = epochNote(column.name, unit, first / 10 ** epochUnits[unit]);
    return { ...rule, notes: [note] };
  }
  if (!isCompact(column.numbers ?? [])) return plain;
  const digits = compactDigits(most);
  const text = calendarText(compactSeconds(first, digits));
  return compactRule(digits, first, choice.zone, [
    `${shown(column.name)} holds dates in digits (${first} is ${text}); ${OTHERWISE}`,
  ]);
}

/** @param first seconds since 1970 UTC */
export const epochNote = (name: string, unit: EpochUnit, first: number): string =>
  `${shown(name)} counts ${unitNames[unit]} since 1970, from ${calendarText(first)} UTC on; ${OTHERWISE}`;

function rangeOf(numbers: ArrayLike<number>): { least: number; most: number; first: number } {
  let least = Infinity;
  let most = -Infinity;
  let first = Number.NaN;
  for (let row = 0; row < numbers.length; row++) {
    const x = numbers[row];
    if (Number.isNaN(x)) continue;
    if (Number.isNaN(first)) first = x;
    if (x < least) least = x;
    if (x > most) most = x;
  }
  return { least, most, first };
}

function epochRule(unit: EpochUnit, first: number, notes: readonly string[]): TimeRule {
  const scale = 10 ** epochUnits[unit];
  const origin = Number.isNaN(first) ? 0 : Math.floor(first / scale);
  const at = (cells: ArrayLike<number>): number => (cells[0] - origin * scale) / scale;
  return { kind: 'epoch', unit: 's', format: unit, zone: 'UTC', origin, notes, at };
}

/** 20260301 has 8 digits, 202603011705 has 12, 20260301170509 has 14; 0 for others. */
function compactDigits(x: number): number {
  const digits = Number.isInteger(x) && x > 0 ? String(x).length : 0;
  return [8, 12, 14].includes(digits) ? digits : 0;
}

/** Local seconds since 1970; NaN if the digits are no date and time of day. */
function compactSeconds(x: number, digits: number): number {
  if (compactDigits(x) !== digits || digits === 0) return Number.NaN;
  const text = String(x).padEnd(14, '0');
  const [month, day, hour, minute, second] = [4, 6, 8, 10, 12].map((at) => Number(text.slice(at, at + 2)));
  if (hour > 23 || minute > 59 || second > 60) return Number.NaN;
  return daysOf(Number(text.slice(0, 4)), month, day) * DAY + hour * 3600 + minute * 60 + second;
}

/** Digits of a time of day in numbers: 4 for 1705, 6 for 170509; 0 if they are none. Small ones may be hours, and count on. */
export function clockDigits(numbers: ArrayLike<number>, timeFormat = ''): 0 | 4 | 6 {
  const asked = /hhmm(ss)?$/i.exec(timeFormat);
  const { most } = rangeOf(numbers);
  if (!asked && !(most >= 100)) return 0;
  const digits = (asked ? asked[1] : most > 2400) ? 6 : 4;
  return Array.prototype.every.call(numbers, (x) => Number.isNaN(x) || !Number.isNaN(clockSeconds(x, digits)))
    ? digits
    : 0;
}

/** Seconds of a day from 1705 or 170509; NaN if the digits are no time of day. */
export function clockSeconds(x: number, digits: 4 | 6): number {
  const value = digits === 4 ? x * 100 : x;
  const [hour, minute, second] = [Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100];
  const isTime = Number.isInteger(value) && value >= 0 && value <= 240_000 && minute < 60 && second < 60;
  return isTime ? hour * 3600 + minute * 60 + second : Number.NaN;
}

/** Whether every number is a day such as 20260301. */
export const areDays = (numbers: ArrayLike<number>): boolean =>
  isCompact(numbers) && compactDigits(rangeOf(numbers).most) === 8;

/** Days since 1970 of a number such as 20260301; NaN if it is none. */
export const compactDay = (x: number): number => compactSeconds(x, 8) / DAY;

/** Whether every number is a date between 1900 and 2100, as no counter is for long. */
function isCompact(numbers: ArrayLike<number>): boolean {
  const digits = compactDigits(Array.prototype.find.call(numbers, (x) => !Number.isNaN(x)) ?? 0);
  const [least, most] = [daysOf(1900, 1, 1) * DAY, daysOf(2101, 1, 1) * DAY];
  const fits = (x: number): boolean => {
    const at = compactSeconds(x, digits);
    return Number.isNaN(x) || (at >= least && at < most);
  };
  return digits > 0 && Array.prototype.every.call(numbers, fits);
}

function compactRule(
  digits: number,
  first: number,
  zoneName: string | undefined,
  notes: readonly string[],
): TimeRule {
  const zone = zoneName === undefined ? null : zoneOf(zoneName);
  const instant = (x: number): number => {
    const local = compactSeconds(x, digits);
    return zone === null || Number.isNaN(local) ? local : zone.instant(local);
  };
  const begin = instant(first);
  const origin = Number.isNaN(begin) ? 0 : begin;
  const format = `yyyymmdd${{ 12: 'hhmm', 14: 'hhmmss' }[digits] ?? ''}`;
  const at = (cells: ArrayLike<number>): number => instant(cells[0]) - origin;
  return { kind: 'calendar', unit: 's', format, zone: zone?.name ?? null, origin, notes, at };
}
