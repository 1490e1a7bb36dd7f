/** Writes what is understood of tables as text. */

import { digits, grouped } from '../../charts/number-format.ts';
import { oneLine } from '../../check/visible.ts';
import type { Dialect } from '../../table/table.ts';
import { spanText } from '../../table/time/shown-time.ts';
import type { ColumnLook } from './columns.ts';
import type { Look } from './look.ts';
import type { TimeLook } from './time.ts';

const counted = (x: number, noun: string): string => `${grouped(x)} ${noun}${x === 1 ? '' : 's'}`;

/** All of it, a line each. */
export function lookLines(look: Look): string[] {
  const { columns, notes, warnings, problems } = look;
  const titled = (title: string, list: readonly string[]): string[] =>
    list.length === 0 ? [] : ['', title, ...list.map((line) => `- ${line}`)];
  return [
    ...aligned([
      ['files', filesText(look)],
      ['rows', rowsText(look)],
      ['text', textText(look)],
      ['time', timeTextOf(look)],
      ...(look.time ? [['intervals', intervalsText(look.time)]] : []),
    ]),
    '',
    ...columnLines(columns),
    ...titled('notes', notes),
    ...titled('warnings', warnings),
    ...titled('problems', problems),
  ];
}

/** Five lines for a training that begins. */
export function summaryLines(look: Look): string[] {
  const missing = look.columns
    .filter(({ isRead, role }) => isRead || role === 'target')
    .flatMap((column) => {
      const count = missingIn(column);
      return count > 0 ? [`${column.name} ${share(count, look.rows)}`] : [];
    });
  const gaps = missing.length > 0 ? `${some(missing)} (--missing, --missing-policy)` : 'no cell (--missing)';
  return aligned([
    ['data', `${filesText(look)}: ${rowsText(look)}`],
    ['text', textText(look)],
    ['time', `${timeTextOf(look)}${look.time ? `; ${intervalsText(look.time)}` : ''}`],
    ['columns', columnsText(look.columns)],
    [
      'missing',
      `${gaps}${look.warnings.length > 0 ? `; ${counted(look.warnings.length, 'warning')}: meniscus look` : ''}`,
    ],
  ]);
}

/** The first column padded. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`);
}

const filesText = ({ files: [first, ...others] }: Look): string =>
  others.length === 0 ? first : `${first} and ${grouped(others.length)} more`;

function rowsText({ rows, recordings: { count, shortest, median, longest } }: Look): string {
  const spread =
    count < 2
      ? ''
      : ` of ${shortest === longest ? grouped(longest) : `${grouped(shortest)} to ${grouped(longest)}, median ${grouped(median)}`} each`;
  return `${counted(rows, 'row')} in ${counted(count, 'recording')}${spread} (--group, --split-gap)`;
}

const names: Readonly<Record<string, string>> = { '\t': 'tabs', ' ': 'blanks', '': 'none' };
const spelt = (mark: string): string => names[mark] ?? `"${mark}"`;

const encodingNames: Readonly<Record<Dialect['encoding'], string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  latin1: 'Latin-1',
};

/** How the text is written; each guess with the flag that changes it. */
function textText({ dialect, format }: Look): string {
  if (dialect === null) return format;
  const { separator, decimal, thousands, encoding, header, guessed } = dialect;
  const flag = (name: keyof typeof dialect, spelling: string): string =>
    (guessed as readonly string[]).includes(name) ? ` (--${spelling})` : '';
  return [
    `${format} with ${spelt(separator)} between cells${flag('separator', 'separator')}`,
    `decimal mark "${decimal}"${flag('decimal', 'decimal')}`,
    ...(thousands === '' ? [] : [`thousands by ${spelt(thousands)}${flag('thousands', 'thousands')}`]),
    `${encodingNames[encoding]}${flag('encoding', 'encoding')}`,
    `${header ? 'a header' : 'no header'}${flag('header', 'no-header')}`,
  ].join(', ');
}

function timeTextOf({ time }: Look): string {
  if (time === null) return 'none, each row is a step of 1 (--time)';
  const { columns, kind, format, zone, from, to } = time;
  const kinds = {
    calendar: `${format} (--time-format), ${zone === null ? 'no zone said (--zone)' : zone}`,
    epoch: `${format} since 1970 (--time-format)`,
    number: 'plain numbers (--time-format)',
    interval: 'intervals',
  };
  const span = kind === 'interval' || from === '' ? '' : `, ${from} to ${to}`;
  return `"${columns.join('" and "')}" (--time), ${kinds[kind]}${span}`;
}

function intervalsText({ interval, unit, gaps, duplicates }: TimeLook): string {
  if (interval === null) return 'none';
  const { median, low, high } = interval;
  const span = (x: number): string => spanText(x, unit);
  const usual =
    low === high
      ? `${span(median)} nearly always`
      : `${span(median)} in the median, 80 % from ${span(low)} to ${span(high)}`;
  return (
    `${usual}; ${counted(gaps, 'gap')} (--split-gap), ` +
    `${counted(duplicates, 'equal time')} (--duplicates)`
  );
}

/** The most names that a line lists. */
const LISTED = 8;
const some = (list: readonly string[]): string =>
  list.length > LISTED
    ? `${list.slice(0, LISTED).join(', ')} and ${grouped(list.length - LISTED)} more`
    : list.join(', ');

function columnsText(columns: readonly ColumnLook[]): string {
  const of = (fits: (column: ColumnLook) => boolean): string =>
    some(columns.filter(fits).map(({ name }) => name)) || 'none';
  const parts = [
    `inputs ${of(({ isRead }) => isRead)} (--inputs, --ignore)`,
    ...(columns.some(({ role }) => role === 'target')
      ? [`targets ${of(({ role }) => role === 'target')} (--target)`]
      : []),
    `left out ${of(({ role }) => role === 'left out')}`,
  ];
  return parts.join('; ');
}

const heads = ['column', 'role', 'kind', 'missing', 'min', 'mean', 'deviation', 'max', 'classes'];
/** How many columns of the table stand to the left, with the last one. */
const LEFT = 3;

/** A line for each column, under a head. */
function columnLines(columns: readonly ColumnLook[]): string[] {
  const all = [heads, ...columns.map(row)].map((cells) => cells.map((cell) => oneLine(cell, 120)));
  const hasClasses = all.some((cells, i) => i > 0 && cells[heads.length - 1] !== '');
  const widths = heads.map((_, c) => Math.max(...all.map((cells) => cells[c].length)));
  return all.map((cells) =>
    cells
      .slice(0, hasClasses ? heads.length : -1)
      .map((cell, c) =>
        c < LEFT || c === heads.length - 1 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]),
      )
      .join('  ')
      .trimEnd(),
  );
}

function row(column: ColumnLook): string[] {
  const { name, unit, role, isRead, kind, values, min, mean, deviation, max } = column;
  return [
    unit === null ? name : `${name} (${unit})`,
    role === 'target' && isRead ? 'target, input' : role,
    kind,
    markersText(column),
    ...[min, mean, deviation, max].map((x) => (x === null ? '' : digits(x))),
    some(values ?? []),
  ];
}

const missingIn = ({ missing }: ColumnLook): number =>
  Object.values(missing).reduce((sum, count) => sum + count, 0);

/** `12 empty, 3 NA`. */
const markersText = ({ missing }: ColumnLook): string =>
  Object.entries(missing)
    .filter(([, count]) => count > 0)
    .map(([marker, count]) => `${grouped(count)} ${marker === '' ? 'empty' : marker}`)
    .join(', ');

const share = (count: number, rows: number): string => `${Number(((100 * count) / rows).toPrecision(2))} %`;
