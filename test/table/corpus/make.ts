/** A file of the corpus: its bytes, what a user would say about it, and what is in it. */
import { Random } from '../../../src/data/random.ts';
import type { TableOptions } from '../../../src/table/table.ts';
import { type Axis, axisOf } from './axis.ts';
import {
  deviceColumn,
  groupMarks,
  indexColumn,
  type MadeColumn,
  type Making,
  numberColumns,
  tellsMarks,
  textColumn,
  timeColumns,
} from './columns.ts';
import { type Kinds, kindsOf } from './kinds.ts';
import { encoded, linesOf, textOf } from './write.ts';

/** The options of a file that are not about its table. */
export interface RecordingChoices {
  readonly time?: string | readonly string[] | null;
  readonly group?: readonly string[];
  readonly sort?: boolean;
  readonly duplicates?: 'first';
}

export interface Options {
  readonly table: Partial<TableOptions>;
  readonly recordings: RecordingChoices;
}

/** One recording that is in the file. */
export interface MadeRecording {
  /** The group's value; null without groups. */
  readonly group: string | null;
  /** The rows of the table, in order. */
  readonly rows: readonly number[];
}

export interface MadeFile {
  readonly number: number;
  readonly file: string;
  readonly kinds: Kinds;
  readonly bytes: Uint8Array;
  /** What a user says of it. */
  readonly options: Options;
  /** Readings with less said, each of which must be refused with the flag, or may also be read right. */
  readonly without: readonly { readonly options: Options; readonly says: RegExp; readonly must: boolean }[];
  /** The columns as the table has them, renamed where the options say so. */
  readonly columns: readonly MadeColumn[];
  readonly rows: number;
  readonly axis: Axis;
  readonly recordings: readonly MadeRecording[];
}

/** The file of a number: the same every time. */
export function make(number: number): MadeFile {
  const kinds = kindsOf(number);
  const random = new Random(7_000_003 * (number + 1));
  const devices = kinds.order === 'devices' ? ['dev-a', 'dev-b', 'dev-c'] : [];
  const rows =
    { short: 14 + random.integer(30), long: 200 + random.integer(100), late: 4200 }[kinds.length] ?? 0;
  const axis = axisOf(kinds, random, rows, Math.max(1, devices.length));
  const drawn = columnsOf(kinds, random, rows, axis, devices);
  const order = reordered(kinds, random, rows);
  const written = drawn.map((column) => rearranged(column, order));
  // without a second column there is nothing to cut
  if (drawn.length < 2 && ['cut', 'rows of separators', 'blank lines within'].includes(kinds.tail))
    kinds.tail = 'plain';
  if (drawn.length < 2 && kinds.header === 'preamble') kinds.header = 'plain';
  const lines = linesOf(written, kinds, random);
  const last = drawn.map(({ cells }) => cells[rows - 1]);
  const file = `corpus-${number}.csv`;
  const told = toldOf(kinds, axis, written, order);
  return {
    number,
    file,
    kinds,
    bytes: encoded(textOf(lines, last, kinds, random), kinds.encoding),
    ...told,
    columns: named(written, kinds),
    rows: order.length,
    axis: {
      ...axis,
      moments: order.map((row) => axis.moments[row]),
      cells: order.map((row) => axis.cells[row]),
    },
    recordings: recordingsOf(order, devices),
  };
}

function columnsOf(
  kinds: Kinds,
  random: Random,
  rows: number,
  axis: Axis,
  devices: readonly string[],
): MadeColumn[] {
  const making: Making = {
    kinds,
    random,
    rows,
    tellingFrom: kinds.length === 'late' ? 3800 : 0,
    gapsFrom: kinds.length === 'late' ? 3900 : 1,
    beyondLatin: kinds.encoding !== 'latin1',
  };
  const count = kinds.header === 'doubled names' ? 3 : 1 + random.integer(5);
  const others = [...numberColumns(making, count), ...textColumn(making)];
  if (devices.length > 0) others.splice(random.integer(2), 0, deviceColumn(rows, devices));
  const time = timeColumns(axis);
  const place = random.integer(4) === 0 ? random.integer(others.length + 1) : 0;
  const index = ['unnamed index', 'one name fewer'].includes(kinds.header)
    ? [indexColumn(rows, random.integer(2))]
    : [];
  return [...index, ...others.slice(0, place), ...time, ...others.slice(place)];
}

/** The rows in the order of the file: as they are in time, or otherwise. A cut row is left out. */
function reordered({ order, tail }: Kinds, random: Random, rows: number): number[] {
  const all = Array.from({ length: tail === 'cut' ? rows - 1 : rows }, (_, row) => row);
  const at = 2 + random.integer(all.length - 6);
  if (order === 'doubled') all.splice(at, 0, at - 1);
  if (order === 'unsorted') [all[at], all[at + 2]] = [all[at + 2], all[at]];
  return order === 'reversed' ? all.reverse() : all;
}

const rearranged = (column: MadeColumn, order: readonly number[]): MadeColumn => ({
  ...column,
  cells: order.map((row) => column.cells[row]),
  numbers: column.numbers && order.map((row) => column.numbers![row]),
  texts: column.texts && order.map((row) => column.texts![row]),
  moments: column.moments && order.map((row) => column.moments![row]),
});

/** The names that the reader gives. */
function named(columns: readonly MadeColumn[], { header }: Kinds): MadeColumn[] {
  if (header === 'none') return columns.map((column, c) => ({ ...column, name: String(c + 1) }));
  const met = new Map<string, number>();
  return columns
    .filter(({ kind }) => kind !== 'index')
    .map((column) => {
      const times = (met.get(column.name) ?? 0) + 1;
      met.set(column.name, times);
      return times === 1 ? column : { ...column, name: `${column.name}.${times}` };
    });
}

/** Rows of the table in order of time, without the second of a doubled row. */
function recordingsOf(order: readonly number[], devices: readonly string[]): MadeRecording[] {
  const places = order
    .map((row, place) => ({ row, place }))
    .sort((a, b) => a.row - b.row || a.place - b.place);
  const once = places.filter(({ row }, i) => i === 0 || places[i - 1].row !== row);
  if (devices.length === 0) return [{ group: null, rows: once.map(({ place }) => place) }];
  return devices.map((group, d) => ({
    group,
    rows: once.filter(({ row }) => row % devices.length === d).map(({ place }) => place),
  }));
}

/** What must be said of a file, and what happens if less is said. */
function toldOf(kinds: Kinds, axis: Axis, written: readonly MadeColumn[], order: readonly number[]) {
  const marks = groupMarks(kinds);
  const [encoding] = kinds.encoding.split(' ') as [TableOptions['encoding']];
  const { separator, decimal } = kinds as unknown as TableOptions;
  const dialect = { encoding, separator, decimal, thousands: marks.told } as Partial<TableOptions>;
  const needed: [keyof TableOptions, unknown, RegExp | null, boolean][] = [];
  if (kinds.header === 'none') needed.push(['header', false, /--no-header|--separator/, true]);
  if (kinds.header === 'doubled names')
    needed.push(['duplicateNames' as never, 'number', /--duplicate-names/, true]);
  if (kinds.gaps === '-200') needed.push(['missing', ['-200'], null, false]);
  if (kinds.gaps === 'stray') needed.push(['missing', ['ERR'], /--missing/, true]);
  if (kinds.text === 'codes') needed.push(['texts', [placed('code', kinds, written)], null, false]);
  if (kinds.order === 'end of summer time') needed.push(['zone', 'Europe/Berlin', /--zone/, true]);
  if (axis.ambiguous) needed.push(['timeFormat', axis.format.asked, /--time-format/, true]);
  const late = kinds.length === 'late';
  if (late && kinds.encoding === 'latin1') needed.push(['encoding', 'latin1', /--encoding/, false]);
  if (late && kinds.decimal === ',') needed.push(['decimal', ',', /--decimal/, false]);
  const untold = !tellsMarks(written, kinds);
  const table: Partial<TableOptions> = {
    ...(kinds.told === 'yes' && kinds.quotes !== 'clash' ? dialect : {}),
    ...(untold ? { decimal: dialect.decimal, thousands: dialect.thousands } : {}),
    // who says that numbers have commas must say too what the other commas are
    ...(decimal === separator && kinds.quotes !== 'clash' && (untold || late) ? { separator } : {}),
    ...Object.fromEntries(needed.map(([key, value]) => [key, value])),
  };
  const recordings: RecordingChoices = {
    ...(kinds.header === 'none' && axis.names.length > 0
      ? { time: axis.names.map((name) => placed(name, kinds, written)) }
      : {}),
    ...(kinds.order === 'devices' ? { group: ['device'] } : {}),
    ...(kinds.order === 'doubled' ? { duplicates: 'first' } : {}),
    ...(['unsorted', 'reversed'].includes(kinds.order) ? { sort: true } : {}),
  };
  const less = needed
    .filter(([key, , says]) => says !== null && !(untold && key === 'decimal'))
    .map(([key, , says, must]) => ({
      options: { table: without(table, key), recordings },
      says: says as RegExp,
      must: must && !(key === 'missing' && !written.some(({ cells }) => cells.includes('ERR'))),
    }));
  const flags = { group: /--group/, duplicates: /--duplicates/, sort: /--sort/ };
  for (const key of Object.keys(flags) as (keyof typeof flags)[]) {
    if (!(key in recordings) || order.length < 3) continue;
    less.push({ options: { table, recordings: without(recordings, key) }, says: flags[key], must: true });
  }
  return { options: { table, recordings }, without: less };
}

const without = <T extends object>(all: T, key: keyof T): T =>
  Object.fromEntries(Object.entries(all).filter(([own]) => own !== key)) as T;

/** A column's name; its place where there are no names. */
const placed = (name: string, { header }: Kinds, written: readonly MadeColumn[]): string =>
  header === 'none' ? String(written.findIndex((column) => column.name === name) + 1) : name;

/** A line about a file, for a message. */
export function described({ number, kinds, options, bytes }: MadeFile): string {
  const unusual = Object.entries(kinds).map(([axis, kind]) => `${axis} ${JSON.stringify(kind)}`);
  const text = new TextDecoder(kinds.encoding.split(' ')[0]).decode(bytes.subarray(0, 1200));
  return `file ${number}: ${unusual.join(', ')}\noptions ${JSON.stringify(options)}\n${text}`;
}
