/** Ranges as flags have them, -5..5, and as tables show them. */
import type { Interval } from '../intervals/interval.ts';
import { list, number, UsageError } from './usage.ts';

/** `-5..5` @throws UsageError */
export function range(flag: string, text: string): Interval {
  const [low, high, more] = text.split('..');
  if (high === undefined || more !== undefined)
    throw new UsageError(`--${flag} needs ranges as -5..5, not "${text}"`);
  const found: Interval = [single(flag, low), single(flag, high)];
  if (found[0] > found[1])
    throw new UsageError(`--${flag}: a range goes from a number to one that is no smaller, not ${text}`);
  return found;
}

/** A number that a step takes. @throws UsageError */
function single(flag: string, text: string): number {
  const value = number(flag, text);
  if (!Number.isFinite(Math.fround(value)))
    throw new UsageError(`--${flag}: ${text} is outside single precision, which no step takes`);
  return value;
}

/** A range for each input of a model, or one for all. @throws UsageError */
export function inputRanges(flag: string, text: string, width: number, file: string): Interval[] {
  const ranges = list(text).map((one) => range(flag, one));
  if (ranges.length === 1) return Array.from({ length: width }, () => ranges[0]);
  if (ranges.length !== width)
    throw new UsageError(
      `--${flag} has ${ranges.length} ranges, but ${file} has ${width} inputs: give one for each, or one for all`,
    );
  return ranges;
}

/** Four digits, and more where the bounds are close for their size. */
export function shownRange([low, high]: Interval): string {
  const closeness = Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low));
  const digits = closeness >= 2 && closeness < 12 ? 4 + Math.ceil(closeness) : 4;
  return `${low.toPrecision(digits)} … ${high.toPrecision(digits)}`;
}
