/** Flags for reading tables and making recordings of them. */
import { anything, positive, rule } from '../../check/rules.ts';
import type { RecordingsOptions } from '../../data/recordings.ts';
import { encodings, separators, type TableOptions } from '../../table/table.ts';
import { UsageError } from '../failure.ts';
import { choice, type Details, flag, names, numberIn, on, text, type Values } from './flag.ts';

type Separator = (typeof separators)[number];
type Thousands = NonNullable<TableOptions['thousands']>;

/** Words for marks that are hard to type in a shell. */
const spelt: Readonly<Record<string, string>> = {
  ...{ comma: ',', semicolon: ';', tab: '\t', '\\t': '\t', bar: '|', blank: ' ' },
  ...{ point: '.', apostrophe: "'", none: '' },
};
const unspelt = (given: string): string => spelt[given] ?? given;

/** The column with the time; null for none. `"none"` in double quotes names a column `none`. */
export const time = {
  time: flag<string | null, Details>(
    anything,
    (given) => (given === 'none' ? null : given === '"none"' ? 'none' : given),
    {
      help: 'Column with the time of each row, or a date and a clock by comma; none for no time',
      otherwise: 'one named time, timestamp, datetime or date, one that holds dates, or dt with intervals',
      hint: 'NAME|none',
    },
  ),
};

/** How text is cut into cells, and what cells mean. */
export const tableFlags = {
  separator: flag<Separator, Details>(
    rule('comma, semicolon, tab, bar, blank, or the mark itself', (x) => separators.includes(x as Separator)),
    unspelt,
    { help: 'What stands between cells', otherwise: 'guessed', hint: 'MARK' },
  ),
  decimal: flag<'.' | ',', Details>(
    rule('point, comma, or the mark itself', (x) => x === '.' || x === ','),
    unspelt,
    { help: 'Decimal mark', otherwise: 'guessed', hint: 'MARK' },
  ),
  thousands: flag<Thousands, Details>(
    rule('point, comma, apostrophe, blank, none, or the mark itself', (x) =>
      ['', '.', ',', "'", ' '].includes(x as string),
    ),
    unspelt,
    { help: 'What stands between groups of three digits', otherwise: 'guessed', hint: 'MARK' },
  ),
  encoding: choice(encodings, { help: 'Encoding of the text', otherwise: 'guessed' }),
  'no-header': on({ help: 'The first line holds values: columns are called 1, 2, …' }),
  header: on({ help: 'The first line names the columns, though it looks like data' }),
  'duplicate-names': choice(['number'], { help: 'Tell columns of one name apart by numbers: a, a.2' }),
  missing: names({
    help: 'Cells that mean that nothing was measured, separated by commas, besides the usual ones',
    otherwise: 'empty, NA, NaN, null, none, \\N, -, -- and ?',
    hint: 'MARKERS',
  }),
  'time-format': text({
    help: 'How times are written, such as dd.mm.yyyy hh:mm; or s, ms, us, ns since 1970; or number',
    otherwise: 'guessed',
    hint: 'FORMAT',
  }),
  zone: text({ help: 'Zone of times that do not say theirs, such as Europe/Berlin', otherwise: 'UTC' }),
};

/** How rows become recordings, and columns channels. */
export const recordingFlags = {
  ...time,
  group: names({
    help: 'Columns that say to which recording a row belongs: devices, units, subjects',
    otherwise: 'a file is a recording',
  }),
  'split-gap': flag<number | null, Details>(
    rule('a number > 0 or none', (x) => x === null || positive(x) === null),
    (given) => (given === 'none' ? null : numberIn(given)),
    {
      help: 'Part recordings where an interval is longer than so many median ones',
      otherwise: '20, or as in training',
      hint: 'N|none',
    },
  ),
  sort: on({ help: 'Sort rows by time' }),
  duplicates: choice(['first', 'mean'], { help: 'What to keep of rows with equal times' }),
  resample: text({
    help: 'Put rows on a regular step, as means or otherwise: 1min, or 1min:rain=sum,door=last',
    hint: 'STEP',
  }),
  ignore: names({ help: 'Columns to leave out, separated by commas; * and ? stand for any letters' }),
  'one-hot': names({ help: 'Columns of words to read, as an input for each word' }),
};

export type TableFlags = Partial<Values<typeof tableFlags>>;
export type RecordingFlags = Partial<Values<typeof recordingFlags>>;
/** Flags for reading data as a blob was trained. */
export type ReadingFlags = TableFlags &
  RecordingFlags & { readonly inputs?: readonly string[] | undefined; readonly labels?: string | undefined };

/** The flags as options of the reader. Columns that group rows are read as texts. */
export function tableOptionsOf(
  flags: TableFlags & Pick<RecordingFlags, 'group'>,
): Omit<TableOptions, 'file'> {
  const { separator, decimal, thousands, encoding, header, missing, zone, group } = flags;
  const { 'no-header': noHeader, 'duplicate-names': duplicateNames, 'time-format': timeFormat } = flags;
  if (header && noHeader)
    throw new UsageError('--header and --no-header contradict each other: give one of them');
  return {
    ...(separator !== undefined && { separator }),
    ...(decimal !== undefined && { decimal }),
    ...(thousands !== undefined && { thousands }),
    ...(encoding !== undefined && { encoding }),
    ...(header && { header: true }),
    ...(noHeader && { header: false }),
    ...(duplicateNames !== undefined && { duplicateNames }),
    ...(missing && { missing }),
    ...(timeFormat !== undefined && { timeFormat }),
    ...(zone !== undefined && { zone }),
    ...(group && { texts: group }),
  };
}

/** The flags as options of `recordings`. */
export function recordingsOptionsOf(
  flags: RecordingFlags & Pick<TableFlags, 'time-format' | 'zone'>,
): RecordingsOptions & { readonly group?: readonly string[] } {
  const { group, sort, duplicates, resample, ignore, zone } = flags;
  const { time, 'split-gap': splitGap, 'one-hot': oneHot, 'time-format': timeFormat } = flags;
  return {
    ...(time !== undefined && { time }),
    ...(timeFormat !== undefined && { timeFormat }),
    ...(zone !== undefined && { zone }),
    ...(group && { group }),
    ...(splitGap !== undefined && { splitGap }),
    ...(sort && { sort }),
    ...(duplicates !== undefined && { duplicates }),
    ...(resample !== undefined && { resample }),
    ...(ignore && { ignore }),
    ...(oneHot && { oneHot }),
  };
}
