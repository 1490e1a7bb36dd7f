/** Ranges, written -5..5 in flags, and in tables. */
import { anything, finite } from '../check/rules.ts';
import type { Interval } from '../intervals/interval.ts';
import { UsageError } from './failure.ts';
import { type Details, flag, list, numberIn, ruled } from './flags/flag.ts';

/** A flag whose value is a range. */
export const range = <const D extends Details>(details: D) =>
  flag<Interval, { readonly hint: string } & D>(anything, rangeIn, { hint: 'LOW..HIGH', ...details });

/** A flag with a range for each input, separated by commas, or one for all. */
export const ranges = <const D extends Details>(details: D) =>
  flag<Interval[], { readonly hint: string } & D>(
    anything,
    (given, name) => list(given).map((one) => rangeIn(one, name)),
    {
      hint: 'LOW..HIGH,…',
      ...details,
    },
  );

/** `-5..5` @throws UsageError */
function rangeIn(given: string, name: string): Interval {
  const [low, high, more] = given.split('..');
  if (high === undefined || more !== undefined)
    throw new UsageError(`--${name} needs ranges such as -5..5, not "${given}"`);
  const found: Interval = [single(low, name), single(high, name)];
  if (found[0] > found[1]) throw new UsageError(`--${name}: a range must not end below its start: ${given}`);
  return found;
}

/** Checks that a step accepts a number. @throws UsageError */
function single(given: string, name: string): number {
  const value = ruled<number>(name, finite, numberIn(given));
  if (!Number.isFinite(Math.fround(value)))
    throw new UsageError(`--${name}: ${given} is outside single precision, so no step accepts it`);
  return value;
}

/** A range for each input of a model, or one for all. @throws UsageError */
export function eachInput(
  name: string,
  given: readonly Interval[],
  width: number,
  file: string,
): readonly Interval[] {
  if (given.length === 1) return Array.from({ length: width }, () => given[0]);
  if (given.length !== width)
    throw new UsageError(
      `--${name} has ${given.length} ranges, but ${file} has ${width} inputs: give one for each, or one for all`,
    );
  return given;
}

/** Four digits, or more if the bounds are close for their size. */
export function shownRange([low, high]: Interval): string {
  const closeness = Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low));
  const digits = closeness >= 2 && closeness < 12 ? 4 + Math.ceil(closeness) : 4;
  return `${low.toPrecision(digits)} … ${high.toPrecision(digits)}`;
}
