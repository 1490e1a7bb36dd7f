import { nearest } from '../check/nearest.ts';
import { anything } from '../check/rules.ts';
import { parseDuration } from '../runtime/budget.ts';
import { UsageError } from './failure.ts';
import { type Details, flag } from './flags/flag.ts';

/** Nanoseconds allowed for a step, and between two steps if the rate is known. */
export interface Limit {
  readonly budget: number;
  readonly period: number | null;
}

export const limitFlags = {
  budget: flag<number, Details>(anything, nanoseconds, {
    help: 'Find the most unfolds and units whose step takes at most this time at p99.9, such as 20us or 0.5ms',
    hint: 'TIME',
  }),
  rate: flag<number, Details>(anything, hertz, {
    help: 'Steps per second, such as 1kHz, to show a step as a share of the period; without --budget, the period is the budget',
    hint: 'FREQUENCY',
  }),
};

/**
 * Combines --budget and --rate.
 * @returns null if neither is given
 * @throws UsageError for a budget beyond the period
 */
export function limitOf(budget: number | undefined, rate: number | undefined): Limit | null {
  const period = rate === undefined ? null : 1e9 / rate;
  const nanoseconds = budget ?? period;
  if (nanoseconds === null) return null;
  if (period !== null && nanoseconds > period)
    throw new UsageError(
      `--budget ${duration(nanoseconds)} is longer than the period of --rate: at most ${duration(period)} fits`,
    );
  return { budget: nanoseconds, period };
}

/** `20us` → 20000. @throws UsageError with the nearest valid choice */
function nanoseconds(given: string, name: string): number {
  const found = parseDuration(given);
  if (found > 0) return found;
  throw new UsageError(
    `--${name} needs a time > 0 with its unit, not "${given}"${meant(given, ['us', 'ns', 'ms', 's'])}`,
  );
}

const frequencies: Record<string, number> = { Hz: 1, kHz: 1e3, MHz: 1e6 };

/** `1kHz` → 1000. @throws UsageError with the nearest valid choice */
function hertz(given: string, name: string): number {
  const [, number, unit] = /^([\d.]+) ?(\D+)$/.exec(given) ?? [];
  const value = Number(number) * (frequencies[unit] ?? Number.NaN);
  if (value > 0) return value;
  throw new UsageError(
    `--${name} needs a frequency > 0 with its unit, not "${given}"${meant(given, Object.keys(frequencies))}`,
  );
}

/** `: did you mean "20us"?`, with the given number; without a number, the first unit. */
function meant(given: string, units: readonly string[]): string {
  const [, number, unit] = /^(\d*\.?\d+)\s*(\D*)$/.exec(given) ?? [];
  if (!(Number(number) > 0)) return `, as 1${units[0]}`;
  return `: did you mean "${number}${unitNear(unit, units)}"?`;
}

/** Guesses a unit that was mistyped, or written out as in `5 msec`; the first unit if none is similar. */
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
