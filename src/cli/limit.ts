import { nearest } from '../check/nearest.ts';
import { parseDuration } from '../runtime/budget.ts';
import { UsageError } from './usage.ts';

/** Nanoseconds that a step may take, and those between two steps if the rate is known. */
export interface Limit {
  readonly budget: number;
  readonly period: number | null;
}

/**
 * Reads --budget and --rate.
 * @returns null if there is neither
 * @throws UsageError with the nearest valid choice; a budget beyond the period
 */
export function readLimit(budget: string | undefined, rate: string | undefined): Limit | null {
  if (budget === undefined && rate === undefined) return null;
  const period = rate === undefined ? null : 1e9 / hertz(rate);
  if (budget === undefined) return { budget: period as number, period };
  const nanoseconds = parseDuration(budget);
  if (!(nanoseconds > 0))
    throw new UsageError(
      `--budget needs a time > 0 with its unit, not "${budget}"${meant(budget, ['us', 'ns', 'ms', 's'])}`,
    );
  if (period !== null && nanoseconds > period)
    throw new UsageError(
      `--budget ${budget} is longer than the period at ${rate}: at most ${duration(period)} fits`,
    );
  return { budget: nanoseconds, period };
}

const frequencies: Record<string, number> = { Hz: 1, kHz: 1e3, MHz: 1e6 };

function hertz(rate: string): number {
  const [, number, unit] = /^([\d.]+) ?(\D+)$/.exec(rate) ?? [];
  const value = Number(number) * (frequencies[unit] ?? Number.NaN);
  if (value > 0) return value;
  throw new UsageError(
    `--rate needs a frequency > 0 with its unit, not "${rate}"${meant(rate, Object.keys(frequencies))}`,
  );
}

/** `: did you mean "20us"?`, where there is a number to keep; the first unit where there is none. */
function meant(given: string, units: readonly string[]): string {
  const [, number, unit] = /^(\d*\.?\d+)\s*(\D*)$/.exec(given) ?? [];
  if (!(Number(number) > 0)) return `, as 1${units[0]}`;
  return `: did you mean "${number}${unitNear(unit, units)}"?`;
}

/** The unit that was mistyped, or written out as in `5 msec`; the first where there is nothing alike. */
const unitNear = (given: string, units: readonly string[]): string =>
  nearest(given, units) ?? units.find((unit) => given.startsWith(unit)) ?? units[0];

/** `950 ns`, `12.3 µs`, `1.00 ms`. */
export function duration(nanoseconds: number): string {
  const [unit, size] =
    nanoseconds < 1e3
      ? ['ns', 1]
      : nanoseconds < 1e6
        ? ['µs', 1e3]
        : nanoseconds < 1e9
          ? ['ms', 1e6]
          : ['s', 1e9];
  return `${Number((nanoseconds / size).toPrecision(3))} ${unit}`;
}
