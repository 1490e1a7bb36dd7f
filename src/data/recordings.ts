/** Turns tables into recordings: channels by the roles of the columns, intervals by the time, seams by groups and gaps. */
import { DataError } from '../check/data-error.ts';
import { checkOptions } from '../check/options.ts';
import { flag, listOf, oneOf, orNull, positive, type Rules, rule, text } from '../check/rules.ts';
import type { Table } from '../table/table.ts';
import type { TimeAxis } from '../table/time/axis.ts';
import { resamplingOf } from '../table/time/resample.ts';
import { axesOf } from './axes.ts';
import { type Channel, channelsOf, valuesOf } from './channels.ts';
import { chosenColumns } from './globs.ts';
import { leftOutNotes, timeNotes } from './notes.ts';
import type { RoleChoice, Roles } from './role.ts';
import { roleRules, rolesWith } from './roles.ts';
import type { Dataset, Recording, TimeColumn } from './sequence.ts';
import { stretchesOf } from './stretches.ts';
import { timedRecording } from './timed.ts';
import { wordedNames } from './words.ts';

export interface RecordingsOptions
  extends Pick<RoleChoice, 'time' | 'timeFormat' | 'zone' | 'ignore' | 'oneHot' | 'labels'> {
  /** One recording for each value of this column, or of these together. */
  readonly group?: string | readonly string[];
  /** An interval of more than this many median intervals parts a recording in two, 20 by default; null for never. */
  readonly splitGap?: number | null;
  /** Sorts the rows of each recording by time. Otherwise rows out of order are an error. */
  readonly sort?: boolean;
  /** Keeps the first of several rows of one time, or their mean. Otherwise equal times are an error. */
  readonly duplicates?: 'first' | 'mean';
  /** A regular step and how to fill it: `1min`, `1min:rain=sum,door=last`. */
  readonly resample?: string;
  /** The columns that become channels, in order; by default every column of numbers that has no other use, and `labels`. */
  readonly columns?: readonly string[];
}

export const recordingsRules: Rules<RecordingsOptions> = {
  time: roleRules.time,
  timeFormat: roleRules.timeFormat,
  zone: roleRules.zone,
  ignore: roleRules.ignore,
  oneHot: roleRules.oneHot,
  labels: roleRules.labels,
  group: rule('a name or a list of names', (x) => typeof x === 'string' || listOf(text)(x) === null),
  splitGap: orNull(positive),
  sort: flag,
  duplicates: oneOf(['first', 'mean']),
  resample: text,
  columns: listOf(text),
};

/**
 * Makes recordings of tables: one of each, or of each group in it, parted where there is a gap. Values are NaN where a cell is
 * missing. Rows without a time, and stretches of a single row, which has no interval, are left out with a note.
 * @param tables one, or several that have the columns that are read, in any order
 * @throws {RangeError} for an unknown option or a wrong value
 * @throws {DataError} as `rolesOf`; for times out of order, or equal, without the option that handles them; if no column or
 * no row is left
 */
export function recordings(tables: Table | readonly Table[], options: RecordingsOptions = {}): Dataset {
  checkOptions('recordings', options, recordingsRules);
  const all = 'columns' in tables ? [tables] : tables;
  if (all.length === 0) throw new RangeError('recordings: there must be at least one table');
  const choice = choiceOf(options);
  const axes = axesOf(all, choice);
  const roles = rolesWith(all, choice, axes[0]);
  const channels = channelsOf(inOrder(all, options, roles), roles);
  const [{ file }] = all;
  if (channels.length === 0) throw nothingToRead(file, roles, axes[0] !== null);
  const notes = [...timeNotes(all, axes), ...leftOutNotes(file, roles)];
  const say = (note: string): unknown => notes.push(note);
  const made = all.flatMap((table, i) => recordingsOf(table, axes[i], channels, options, say));
  if (made.length === 0)
    throw new DataError(
      `${file}: ${axes[0] ? 'one row has no time interval; add rows or take no time: --time none' : 'there is no row of numbers'}`,
    );
  const words = (given: Roles['labels']) =>
    Object.keys(given).length > 0 ? new Map(Object.entries(given)) : null;
  const [labels, oneHot] = [words(roles.labels), words(roles.oneHot)];
  return {
    channels: channels.map(({ name }) => name),
    ...(axes[0] && { time: timeColumn(axes[0]) }),
    ...(axes[0]?.unit && { timeUnit: axes[0].unit }),
    ...(all.some(({ single }) => single) && { single: true }),
    ...(labels && { labels }),
    ...(oneHot && { oneHot }),
    recordings: made,
    notes,
  };
}

function nothingToRead(file: string, { columns }: Roles, isTimed: boolean): DataError {
  const left = columns.flatMap(({ name, why }) => (why === null ? [] : [`"${name}" is left out: ${why}`]));
  const hint = isTimed ? ' besides the time (--time NAME|none)' : '';
  return new DataError(
    `${file}: there is no column of numbers${hint}${left.length > 0 ? `; ${left.slice(0, 3).join('; ')}` : ''}`,
  );
}

const groupOf = ({ group = [] }: RecordingsOptions): readonly string[] =>
  typeof group === 'string' ? [group] : group;

/** Columns to keep are inputs here, but for those of classes. */
function choiceOf(options: RecordingsOptions): RoleChoice {
  const { columns, splitGap: _1, sort: _2, duplicates: _3, resample: _4, ...choice } = options;
  const classes = wordedNames(options.labels);
  return {
    ...choice,
    ...(columns && { inputs: columns.filter((name) => !classes.includes(name)) }),
    group: groupOf(options),
  };
}

/** The columns to keep in the order that was asked for. */
function inOrder(
  tables: readonly Table[],
  { columns }: RecordingsOptions,
  { read, columns: roles }: Roles,
): readonly string[] {
  if (!columns) return read;
  const names = roles.map(({ name }) => name);
  const isRead = new Set(read);
  return chosenColumns(tables[0].file, columns, names, 'columns').filter((name) => isRead.has(name));
}

const timeColumn = ({ columns, kind, unit, format, zone, asked, beside }: TimeAxis): TimeColumn => ({
  name: columns.join(','),
  holds: kind === 'interval' ? 'intervals' : 'times',
  asked,
  beside,
  columns,
  kind,
  unit,
  format,
  zone,
});

function recordingsOf(
  table: Table,
  axis: TimeAxis | null,
  channels: readonly Channel[],
  options: RecordingsOptions,
  say: (note: string) => void,
): Recording[] {
  const { splitGap = 20, sort = false, duplicates = null } = options;
  const resampling = options.resample === undefined ? null : resamplingOf(options.resample);
  if (resampling && axis === null)
    throw new DataError(`${table.file}: --resample needs a time, and there is none: --time NAME`);
  const step = resampling?.step ?? 0;
  const stretches = stretchesOf(
    table,
    axis,
    { group: groupOf(options), splitGap, sort, duplicates, step },
    say,
  );
  const values = valuesOf(table, channels, stretches, say);
  const made = stretches.flatMap((stretch, s) => {
    const { name, rows, times } = stretch;
    if (times === null || axis === null)
      return [{ name, length: rows.length, channels: channels.length, values: values[s], dt: null }];
    return timedRecording(
      { ...stretch, times },
      values[s],
      channels,
      duplicates === 'mean',
      axis,
      resampling,
    );
  });
  const single = stretches.length - made.length;
  if (single > 0 && made.length > 0)
    say(
      `${table.file}: ${single === 1 ? 'a stretch of a single row is' : `${single.toLocaleString('en')} stretches of a single row are`} ` +
        'left out, since it has no interval',
    );
  return made;
}
