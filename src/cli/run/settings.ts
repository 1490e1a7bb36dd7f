/** How a run reads tables: by its flags, and otherwise as the blob was trained. */
import type { Reading } from '../../format/reading.ts';
import type { TableOptions } from '../../table/table.ts';
import type { TimeAxis } from '../../table/time/axis.ts';
import type { TimeChoice } from '../../table/time/meaning.ts';
import { type ReadingFlags, tableOptionsOf } from '../flags/table.ts';

/** A format in which a day and a month look alike: the blob's tells them apart. */
const isAlike = (format: string | null | undefined): boolean => /^(dd|mm)[/.-](dd|mm)/.test(format ?? '');

/** How times are written: as --time-format says, or in the order of day and month of the training. */
const timeFormatOf = (args: ReadingFlags, { time }: Reading): { readonly timeFormat?: string } => {
  const timeFormat =
    args['time-format'] ?? (isAlike(time?.format) || time?.kind === 'number' ? time?.format : undefined);
  return timeFormat ? { timeFormat } : {};
};

/** A zone by its name; an offset stands in the cells themselves. */
const zoneOf = (args: ReadingFlags, { time }: Reading): { readonly zone?: string } => {
  const zone = args.zone ?? (time?.zone?.includes('/') ? time.zone : undefined);
  return zone === undefined ? {} : { zone };
};

/** Options of the reader: of the training, where flags do not say otherwise. Markers of missing values add up. */
export function tableOptionsFor(args: ReadingFlags, reading: Reading): Omit<TableOptions, 'file'> {
  const missing = [...new Set([...(reading.missing?.markers ?? []), ...(args.missing ?? [])])];
  return {
    ...(reading.table as Partial<TableOptions>),
    ...tableOptionsOf(args),
    ...timeFormatOf(args, reading),
    ...zoneOf(args, reading),
    ...(missing.length > 0 && { missing }),
  };
}

/** The time of a table with these columns: of --time, or that of the training if it is there, or one that is found. */
export function timeFor(args: ReadingFlags, reading: Reading, columns: readonly string[]): TimeChoice {
  const shared = { ...timeFormatOf(args, reading), ...zoneOf(args, reading) };
  const { time } = args;
  if (time === null) return { ...shared, columns: null };
  if (time !== undefined) return { ...shared, columns: columns.includes(time) ? [time] : time.split(',') };
  const read = args.inputs ?? reading.inputs ?? [];
  const trained = reading.time?.columns ?? (reading.timeColumn === null ? [] : [reading.timeColumn]);
  const isThere =
    trained.length > 0 && trained.every((name) => columns.includes(name) && !read.includes(name));
  return isThere ? { ...shared, columns: trained } : { ...shared, read };
}

/** The longest interval inside a recording, in the model's unit. */
export function longestOf(args: ReadingFlags, { splitGap, interval }: Reading): number {
  const factor = args['split-gap'] === undefined ? splitGap : args['split-gap'];
  return factor === null || interval === null ? Number.POSITIVE_INFINITY : factor * interval;
}

/** The columns that tell recordings apart: of --group, or those of the training if they are there. */
export const groupFor = (
  args: ReadingFlags,
  { group }: Reading,
  columns: readonly string[],
): readonly string[] => args.group ?? (group.every((name) => columns.includes(name)) ? group : []);

/** What is to be said of a time that was found: nothing if all is as in training. */
export function timeNotes(
  { columns, kind, format, zone, asked, notes }: Omit<TimeAxis, 'values'>,
  { time, timeColumn }: Reading,
): readonly string[] {
  const trained = time?.columns ?? (timeColumn === null ? [] : [timeColumn]);
  const isSame = columns.join() === trained.join();
  if (isSame && time?.kind === kind && time.format === format && time.zone === zone) return [];
  if (asked || isSame || notes.length > 0) return notes;
  return [
    `column "${columns.join(', ')}" is taken as the time; --time NAME takes another, --time none takes none`,
  ];
}
