/** Which column of a table is the time: what --time says, what a blob was trained with, or what is named so. */

import type { TimeColumn } from '../data/sequence.ts';
import { findTime } from '../data/time.ts';
import type { Reading } from '../format/reading.ts';
import type { Notes } from './notes.ts';

/** The flag of every command that reads data. */
export const timeFlag = {
  time: {
    type: 'string',
    description:
      'Column with the time of each row, or none; by default one named time, timestamp, datetime or date, or dt with intervals',
    valueHint: 'NAME|none',
  },
} as const;

/** What --time asks for: null for none. A column of the name `none` is `"none"`, in double quotes. */
const timeColumnOf = (given: string | undefined): string | null | undefined =>
  given === 'none' ? null : given === '"none"' ? 'none' : given;

export interface TimeChoice {
  /** As --time says. */
  readonly time?: string;
  /** What the blob says that the data are for. */
  readonly reading?: Reading;
  /** Columns that are inputs or targets by name: none of them is the time unasked. */
  readonly columns?: readonly string[];
}

/** The time of a table, null for none. Says where a blob makes no use of one. @throws DataError for a column that there is not */
export function chooseTime(
  notes: Notes,
  file: string,
  { time, reading, columns: read = [] }: TimeChoice,
  columns: readonly string[],
): TimeColumn | null {
  if (time !== undefined) {
    if (time === 'none' && columns.includes('none'))
      notes.say(`${file}: --time none takes no time; the column of that name is --time '"none"'`);
    return findTime(file, columns, timeColumnOf(time));
  }
  const trained = reading?.timeColumn;
  const isThere = trained && columns.includes(trained) && !read.includes(trained);
  const found = findTime(file, columns, isThere ? trained : undefined, read);
  if (found === null || reading?.trained !== 'without times') return found;
  notes.say(
    `${file}: column "${found.name}" is not read, since the model was trained without times: each row is a step of 1; ` +
      `--time ${found.name} takes it`,
  );
  return null;
}

/** Says on standard error what was taken as time without being asked for. */
export function sayTime(notes: Notes, file: string, time: TimeColumn | null): void {
  if (time === null || time.asked) return;
  const { name, holds, beside } = time;
  const what = holds === 'times' ? 'the time of each row' : 'the time since the row before';
  const others = beside.map((one) => `"${one}"`).join(' and ');
  notes.say(
    `${file}: column "${name}" is taken as ${what}${others && `, ${others} left out`}; ` +
      '--time NAME takes another column, --time none takes none',
  );
}
