/** Finds the columns of a table that hold the time. */
import { DataError } from '../../check/data-error.ts';
import { known } from '../../check/keys.ts';
import { shown } from '../../check/shown.ts';
import { epochUnits } from './epoch.ts';
import type { Candidate, TimeChoice } from './meaning.ts';
import { areDays, clockDigits } from './numbers.ts';

/** In any letter case, also with a unit in brackets behind. The first that a table has is the time. */
const timeNames = ['time', 'timestamp', 'datetime', 'date'];
const intervalNames = ['dt'];

/** Where the time is. */
export interface Found {
  /** Places of the columns. */
  readonly at: readonly number[];
  readonly asked: boolean;
  /** Other columns that hold times or are named like one. */
  readonly beside: readonly string[];
}

/** `time` of `Time [s]` and `Time (s)`. */
const bareName = (name: string): string => name.toLowerCase().replace(/ ?(?:\[[^[\]]*\]|\([^()]*\))$/, '');

export const isInterval = ({ name, kind }: Candidate): boolean =>
  kind === 'number' && intervalNames.includes(bareName(name));

/**
 * Finds the time: columns as asked for, or else the first that is named `time`, `timestamp`, `datetime` or `date` in any letter
 * case, or else the first that holds dates and is not the same in every row, or else `dt`, or else a time of day in the first
 * column. A date and a time of day in two columns are one time.
 * @throws {DataError} for an unknown column, with the nearest; for a text
 */
export function findTime(file: string, columns: readonly Candidate[], choice: TimeChoice): Found | null {
  if (choice.columns === null || choice.columns?.length === 0) return null;
  const asked = choice.columns !== undefined;
  const chosen = choice.columns?.map((name) => named(file, columns, name)) ?? search(columns, choice);
  if (chosen.length === 0) refuseTexts(file, columns, choice);
  if (chosen.length === 0) return null;
  for (const column of chosen) if (column.kind === 'text') throw noTime(file, column, choice.timeFormat);
  const beside = columns.filter(
    (one) => !chosen.includes(one) && (isNamed(one, [...timeNames, ...intervalNames]) || one.kind === 'time'),
  );
  const free = beside.filter(({ name }) => !choice.read?.includes(name));
  return { at: chosen.map((one) => columns.indexOf(one)), asked, beside: free.map(({ name }) => name) };
}

function named(file: string, columns: readonly Candidate[], wanted: string): Candidate {
  const found = columns.find(({ name }) => name === wanted);
  if (found) return found;
  const names = columns.map(({ name }) => name);
  throw new DataError(`${file}: there is no time column ${shown(wanted)}${known(wanted, names)}`);
}

const isNamed = ({ name }: Candidate, names: readonly string[]): boolean => names.includes(bareName(name));

const usual = (columns: readonly Candidate[], names: readonly string[]): Candidate[] =>
  names.flatMap((name) => columns.filter((column) => isNamed(column, [name])));

/** Whether rows have one value only: a date may, and so may an interval, but no time of each row. */
const isConstant = (column: Candidate): boolean => {
  const { numbers } = column;
  if (!numbers || numbers.length < 2 || isInterval(column)) return false;
  return Array.prototype.every.call(numbers, (value) => value === numbers[0]);
};

function search(all: readonly Candidate[], { read = [], timeFormat }: TimeChoice): Candidate[] {
  const columns = all.filter(({ name, kind }) => !read.includes(name) && kind !== 'text');
  // long integers such as serial numbers may look like nanoseconds: only their name makes them a time
  const times = columns.filter(({ time }) => time !== null && !(time.format in epochUnits));
  const whole = times.filter(({ time }) => time?.holds === 'date and time');
  const written = times.filter(({ time }) => time?.holds === 'date');
  const named = usual(columns, timeNames);
  const inDigits = named.filter(({ kind }) => kind === 'number');
  const dates = [...written, ...inDigits.filter(({ numbers }) => areDays(numbers ?? []))];
  const clocks = [
    ...times.filter(({ time }) => time?.holds === 'clock'),
    ...(dates.length > 0 ? inDigits.filter(({ numbers }) => clockDigits(numbers ?? [], timeFormat) > 0) : []),
  ];
  const first = all[0]?.time?.holds === 'clock' ? [all[0]] : [];
  const likely = [...named, ...whole, ...written, ...usual(columns, intervalNames), ...first];
  const best = likely.find((one) => dates.includes(one) || !isConstant(one)) ?? likely[0];
  if (best === undefined) return [];
  const isDate = dates.includes(best);
  if (!isDate && !clocks.includes(best)) return [best];
  const others = isDate ? clocks : dates;
  const other = usual(others, timeNames)[0] ?? others[0];
  if (other) return isDate ? [best, other] : [other, best];
  return whole.length > 0 ? [whole[0]] : [best];
}

/** A column that is named like a time and holds texts with digits was meant to be one: it is not left out without a word. */
function refuseTexts(file: string, columns: readonly Candidate[], choice: TimeChoice): void {
  const texts = usual(columns, timeNames).filter(
    ({ name, kind }) => kind === 'text' && !choice.read?.includes(name),
  );
  const meant = texts.find(
    ({ stray, words = [] }) => stray || words.length === 0 || words.some((word) => /\d/.test(word)),
  );
  if (meant) throw noTime(file, meant, choice.timeFormat);
}

function noTime(file: string, { name, stray, words = [] }: Candidate, format?: string): DataError {
  const column = `column ${shown(name)}`;
  const ask = format === undefined ? '--time-format says how times are written' : 'see --time-format';
  const inFormat = format === undefined ? '' : ` as ${format} has it`;
  const none = '--time none if it is not the time';
  if (stray)
    return new DataError(
      `${file}: line ${stray.line}, ${column}: ${shown(stray.cell)} is no time${inFormat}: ${ask}, ` +
        `--missing ${shown(stray.cell)} if nothing was measured, ${none}`,
    );
  const cell = words.length > 0 ? ` such as ${shown(words[0])}` : '';
  return new DataError(`${file}: ${column} holds texts${cell}, no times${inFormat}: ${ask}, ${none}`);
}
