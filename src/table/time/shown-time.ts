/** Times and spans of time in words, for messages. */

import { DAY, dateOf } from './civil.ts';
import { type EpochUnit, epochUnits } from './epoch.ts';
import type { TimeMeaning } from './meaning.ts';
import { offsetIn } from './zone.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** Seconds of a day as `hh:mm:ss`, with milliseconds or less where there are any. */
function clockText(seconds: number): string {
  const whole = Math.floor(seconds);
  const rest = (seconds - whole)
    .toFixed(6)
    .slice(1)
    .replace(/\.?0+$/, '');
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${rest}`;
}

/** A local time since 1970-01-01 as `yyyy-mm-dd hh:mm:ss`. */
export function calendarText(seconds: number): string {
  const rounded = Math.round(seconds * 1e6) / 1e6;
  const days = Math.floor(rounded / DAY);
  const { year, month, day } = dateOf(days);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${clockText(rounded - days * DAY)}`;
}

/**
 * A time of an axis as a cell might have it: dates in their own zone, numbers as they were.
 * @param value as in `values`
 */
export function timeText(axis: Omit<TimeMeaning, 'unit'>, value: number): string {
  const { kind, format, zone, origin } = axis;
  if (kind === 'number' || kind === 'interval') return String(value);
  if (kind === 'epoch') {
    const power = epochUnits[format as EpochUnit];
    const rest = Math.round(value * 10 ** Math.max(power, 6));
    const digits = BigInt(origin) * 10n ** BigInt(Math.max(power, 6)) + BigInt(rest);
    return power >= 6 ? String(digits) : String(Number(digits) / 10 ** (6 - power));
  }
  const at = origin + value;
  if (/^hh/.test(format)) return clockText(((at % DAY) + DAY) % DAY);
  const written = zone === 'UTC' ? 'Z' : zone !== null && /^[+-]/.test(zone) ? zone : '';
  return `${calendarText(at + offsetIn(zone, at))}${written}`;
}

/** A span as `1 s`, `15 min`, `2.5 h`, `3 days`; a plain number where the unit is not known. */
export function spanText(span: number, unit: 's' | null): string {
  if (unit === null) return String(round(span));
  for (const [size, name] of [
    [DAY, 'days'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
    [1e-3, 'ms'],
    [1e-6, 'µs'],
  ] as const)
    if (span >= size) return `${round(span / size)} ${name === 'days' && span === DAY ? 'day' : name}`;
  return `${round(span / 1e-9)} ns`;
}

const round = (x: number): number => Number(x.toPrecision(4));
