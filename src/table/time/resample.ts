/** Rows at regular times from rows at any. */
import { DataError } from '../../check/data-error.ts';
import { known } from '../../check/keys.ts';
import { anyOf, shown } from '../../check/shown.ts';
import { DAY } from './civil.ts';
import type { TimeMeaning } from './meaning.ts';
import { spanText } from './shown-time.ts';
import { offsetIn } from './zone.ts';

/** What a column's rows within a step become. */
const rules = ['mean', 'last', 'sum'] as const;
export type ResamplingRule = (typeof rules)[number];

/** A step, and how rows become one. */
export interface Resampling {
  /** > 0; in seconds if it was written with a unit, else as plain times are. */
  readonly step: number;
  readonly unit: 's' | null;
  /** By column. */
  readonly rules: ReadonlyMap<string, ResamplingRule>;
  /** Of the others; null for `last` of classes and `mean` of numbers. */
  readonly otherwise: ResamplingRule | null;
}

/** How many of a unit make so many seconds: quotients are exact where products with 0.001 are not. */
const units: Readonly<Record<string, readonly [many: number, seconds: number]>> = {
  ns: [1e9, 1],
  us: [1e6, 1],
  µs: [1e6, 1],
  ms: [1e3, 1],
  s: [1, 1],
  min: [1, 60],
  h: [1, 3600],
  d: [1, DAY],
};
/** A time so close to the end of a step, in steps, belongs to the next: 0.3 is three tenths. */
const CLOSE = 1e-6;
/** Values of a recording, 512 MB. */
const MOST = 2 ** 26;

/**
 * Reads what `--resample` takes: `1min`, `0.5` for plain times, `15s:sum`, `1min:rain=sum,door=last`.
 * @throws {DataError} for another text
 */
export function resamplingOf(text: string): Resampling {
  const [written, ...rest] = text.trim().split(':');
  const found = /^(\d+(?:\.\d*)?|\.\d+) ?([a-zµ]*)$/i.exec(written);
  const unit = found?.[2].toLowerCase() ?? '';
  const [many, seconds] = units[unit || 's'] ?? [1, Number.NaN];
  const step = (Number(found?.[1]) * seconds) / many;
  if (!(step > 0))
    throw new DataError(
      `--resample ${shown(text)}: the step must be a number > 0 and one of ${anyOf(Object.keys(units))}, for example 1min, ` +
        'or a plain number where times are plain numbers',
    );
  const byColumn = new Map<string, ResamplingRule>();
  let otherwise: ResamplingRule | null = null;
  for (const part of rest.join(':').split(',')) {
    if (part === '' && rest.length === 0) continue;
    const at = part.lastIndexOf('=');
    const rule = ruleOf(text, part.slice(at + 1));
    if (at < 0) otherwise = rule;
    else byColumn.set(part.slice(0, at).trim(), rule);
  }
  return { step, unit: unit === '' ? null : 's', rules: byColumn, otherwise };
}

function ruleOf(text: string, written: string): ResamplingRule {
  const rule = rules.find((one) => one === written.trim());
  if (rule) return rule;
  throw new DataError(
    `--resample ${shown(text)}: ${shown(written)} is not ${anyOf(rules)}; write 1min:rain=sum,door=last, or 1min:sum for all columns`,
  );
}

/** Rows of one recording. */
export interface Timed {
  /** For messages. */
  readonly name: string;
  /** [T], since the axis' origin, not falling. */
  readonly times: Float64Array;
  /** [T × C], row-major, NaN where missing. */
  readonly values: Float64Array;
}

/**
 * Makes a row of each step from the rows within it. Steps begin at whole multiples since midnight of 1970-01-01, in the zone of
 * the axis as at the recording's start; a row's time is the begin of its step. A step without a value is NaN.
 * @param channels the C columns; classes are never averaged unasked
 * @returns times [S] in equal steps, and values [S × C]
 * @throws {DataError} for a rule of an unknown column, a step in another unit than the times, and steps without number
 */
export function resample(
  { name, times, values }: Timed,
  channels: readonly { readonly name: string; readonly isClass: boolean }[],
  axis: Pick<TimeMeaning, 'unit' | 'origin' | 'zone'>,
  resampling: Resampling,
): Omit<Timed, 'name'> {
  const { step } = resampling;
  checkUnits(name, axis, resampling);
  const chosen = rulesOf(name, channels, resampling);
  if (times.length === 0) return { times, values };
  const phase =
    axis.unit === null ? 0 : phaseOf(axis.origin + offsetIn(axis.zone, axis.origin + times[0]), step);
  const stepOf = (time: number): number => Math.floor((time + phase) / step + CLOSE);
  const first = stepOf(times[0]);
  const length = stepOf(times[times.length - 1]) - first + 1;
  const width = channels.length;
  if (length * width > MOST)
    throw new DataError(
      `${name}: --resample in steps of ${spanText(step, resampling.unit)} makes ${length.toLocaleString('en')} rows of ` +
        `${times.length.toLocaleString('en')}: choose a longer step`,
    );
  const made = new Float64Array(length * width).fill(Number.NaN);
  const counts = new Int32Array(length * width);
  for (let t = 0; t < times.length; t++) {
    const row = stepOf(times[t]) - first;
    for (let c = 0; c < width; c++) {
      const value = values[t * width + c];
      if (Number.isNaN(value)) continue;
      const at = row * width + c;
      made[at] = counts[at]++ === 0 || chosen[c] === 'last' ? value : made[at] + value;
    }
  }
  for (let at = 0; at < made.length; at++) if (chosen[at % width] === 'mean') made[at] /= counts[at];
  return { times: Float64Array.from({ length }, (_, row) => (first + row) * step - phase), values: made };
}

/** Seconds from the begin of a step to a whole second; by whole nanoseconds, since billions of steps lie before it. */
function phaseOf(second: number, step: number): number {
  const size = BigInt(Math.round(step * 1e9));
  if (size === 0n) return 0;
  const rest = (BigInt(second) * 1_000_000_000n) % size;
  return Number(rest < 0n ? rest + size : rest) / 1e9;
}

function checkUnits(name: string, axis: Pick<TimeMeaning, 'unit'>, { step, unit }: Resampling): void {
  if (unit === axis.unit) return;
  const wrong =
    unit === null
      ? `times are dates or numbers since 1970: write the unit, --resample ${step}s`
      : 'times are plain numbers without a unit: write a plain number, --resample 60, or say their unit with --time-format s';
  throw new DataError(`${name}: --resample ${unit === null ? step : spanText(step, unit)}: ${wrong}`);
}

function rulesOf(
  name: string,
  channels: readonly { readonly name: string; readonly isClass: boolean }[],
  { rules: byColumn, otherwise }: Resampling,
): ResamplingRule[] {
  const names = channels.map((channel) => channel.name);
  for (const column of byColumn.keys())
    if (!names.includes(column))
      throw new DataError(`${name}: --resample: there is no column ${shown(column)}${known(column, names)}`);
  return channels.map(
    (channel) => byColumn.get(channel.name) ?? otherwise ?? (channel.isClass ? 'last' : 'mean'),
  );
}
