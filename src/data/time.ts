/** Finds the column of a table that holds the time, and others that look like one. */

import { DataError } from '../check/data-error.ts';
import { meant } from '../check/nearest.ts';
import { type Dataset, intervals, type Recording, type TimeColumn } from './sequence.ts';

/** In any letter case. The first that a table has is the time. */
const timeNames = ['time', 'timestamp', 'datetime', 'date'];
const intervalNames = ['dt'];

/** How to say otherwise. */
export const TIME_FLAG = '--time NAME|none (timeColumn in code)';

/**
 * Finds the column with the time of a table.
 * @param wanted its name; null for none; undefined for the first that is named `time`, `timestamp`, `datetime` or `date`, or
 * else `dt`, in any letter case
 * @param read columns that are inputs by name: none of them becomes the time unasked
 * @throws {DataError} for an unknown column, with the nearest
 */
export function findTime(
  file: string,
  columns: readonly string[],
  wanted: string | null | undefined,
  read: readonly string[] = [],
): TimeColumn | null {
  if (wanted === null) return null;
  if (wanted !== undefined) {
    if (!columns.includes(wanted)) {
      const near = meant(wanted, columns) || ` among ${columns.join(', ')}`;
      throw new DataError(`${file}: there is no time column "${wanted}"${near}`);
    }
    return { name: wanted, holds: holds(wanted), asked: true, beside: [] };
  }
  const named = [...timeNames, ...intervalNames].flatMap((name) =>
    columns.filter((column) => column.toLowerCase() === name && !read.includes(column)),
  );
  if (named.length === 0) return null;
  const [name, ...beside] = named;
  return { name, holds: holds(name), asked: false, beside };
}

const holds = (name: string): TimeColumn['holds'] =>
  intervalNames.includes(name.toLowerCase()) ? 'intervals' : 'times';

/**
 * Turns a channel of a dataset into its time.
 * @param time as `findTime` gives it; null returns the dataset unchanged
 * @throws {DataError} for a channel that breaks the rule of times or of intervals
 */
export function withTime(file: string, dataset: Dataset, time: TimeColumn | null): Dataset {
  if (time === null) return dataset;
  const at = dataset.channels.indexOf(time.name);
  const channels = dataset.channels.filter((_, c) => c !== at);
  if (channels.length === 0) throw new DataError(`${file}: there is no column besides the time`);
  return { ...dataset, channels, time, recordings: dataset.recordings.map((one) => timed(one, at, time)) };
}

function timed(recording: Recording, at: number, { name, holds }: TimeColumn): Recording {
  const { channels, values } = recording;
  const column = values.filter((_, k) => k % channels === at);
  const bad = holds === 'intervals' ? column.findIndex((dt) => !(dt > 0)) : -1;
  if (bad >= 0)
    throw new DataError(
      `${recording.name}: column "${name}", row ${bad}: the interval ${column[bad]} is not > 0; ${TIME_FLAG}`,
    );
  try {
    const dt = holds === 'intervals' ? column : intervals(column);
    return { ...recording, channels: channels - 1, values: values.filter((_, k) => k % channels !== at), dt };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(`${recording.name}: column "${name}": ${error.message}; ${TIME_FLAG}`);
  }
}
