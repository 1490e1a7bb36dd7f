/** The columns of a made file: each cell as written, and what it means. */
import type { Random } from '../../../src/data/random.ts';
import type { Axis as TimeAxis } from './axis.ts';
import type { Kinds } from './kinds.ts';
import { numberStyles, tellsDecimal, written } from './numbers.ts';

/** A column, with the truth of every row. */
export interface MadeColumn {
  /** As the header writes it. */
  readonly name: string;
  readonly unit: string;
  readonly kind: 'index' | 'time' | 'clock' | 'number' | 'text';
  readonly cells: string[];
  /** NaN where missing. */
  readonly numbers: number[] | null;
  /** Null where missing. */
  readonly texts: (string | null)[] | null;
  /** Nanoseconds since 1970 UTC; of a date column at midnight. */
  readonly moments: bigint[] | null;
}

/** What the cells of a file go by. */
export interface Making {
  readonly kinds: Kinds;
  readonly random: Random;
  readonly rows: number;
  /** The first row from which telling cells may stand. */
  readonly tellingFrom: number;
  /** Characters beside ASCII that the encoding has. */
  readonly beyondLatin: boolean;
  readonly gapsFrom: number;
}

const usualNames = ['a', 'b', 'y', 'temp', 'flow', 'p1'];
const oddNames = [
  'Temp außen [°C]',
  'CO(GT)',
  'T',
  'flow, total [m³/h]',
  'say "hi"',
  'Größe',
  'µg/m³',
  'a b c',
  'pm2.5',
  'x|y',
  'level;max',
  '100 %',
];
const units = ['degC', '%', 'm/s', '-', 'hPa', '°C'];

/** The mark of groups as the option has it, and as the file has it. */
export const groupMarks = ({ decimal, thousands }: Kinds): { told: string; written: string } => {
  if (thousands === 'none') return { told: '', written: '' };
  if (thousands === 'other') return same(decimal === '.' ? ',' : '.');
  return thousands === 'nbsp' ? { told: ' ', written: '\u00a0' } : same(thousands);
};
const same = (mark: string) => ({ told: mark, written: mark });

export function numberColumns(making: Making, count: number): MadeColumn[] {
  const { kinds, random } = making;
  const names = kinds.header === 'odd names' ? oddNames : usualNames;
  const start = random.integer(names.length);
  const styles = Object.keys(numberStyles);
  return Array.from({ length: count }, (_, c) => {
    // the first column tells the marks where the file has groups
    const style = c === 0 && kinds.thousands !== 'none' ? 'thousands' : styles[random.integer(styles.length)];
    const of = kinds.header === 'doubled names' && c === 1 ? 0 : c;
    const name = names[(start + of) % names.length];
    const column = numberColumn(making, name, style);
    // a row of nothing but dashes could be units or gaps
    return c === 0 ? { ...column, unit: units[0] } : column;
  });
}

function numberColumn(making: Making, name: string, style: string): MadeColumn {
  const { kinds, random, rows, tellingFrom, gapsFrom } = making;
  const marks = groupMarks(kinds).written;
  const cells: string[] = [];
  const numbers: number[] = [];
  for (let row = 0; row < rows; row++) {
    const plain = row < tellingFrom ? String(random.integer(500)) : numberStyles[style](random);
    const gap = row >= gapsFrom && random.integer(12) === 0 ? gapOf(kinds, random) : null;
    cells.push(gap ?? written(plain, kinds.decimal, marks));
    numbers.push(
      gap === null && !(kinds.gaps === '-200' && Number(plain) === -200) ? Number(plain) : Number.NaN,
    );
  }
  return {
    name,
    unit: units[random.integer(units.length)],
    kind: 'number',
    cells,
    numbers,
    texts: null,
    moments: null,
  };
}

/** A cell of a missing value; null if the file has none. */
function gapOf({ gaps, decimal }: Kinds, random: Random): string | null {
  if (gaps === 'none') return null;
  if (gaps === 'empty') return '';
  if (gaps === 'mixed') return ['', 'NA', 'n/a', '?', 'None', 'nan'][random.integer(6)];
  if (gaps === '-200') return ['-200', `-200${decimal}0`][random.integer(2)];
  return gaps === 'stray' ? 'ERR' : gaps;
}

const words: Readonly<Record<string, readonly string[]>> = {
  words: ['run', 'idle', 'fault', 'Wärme'],
  constant: ['pump 7'],
  'true and false': ['true', 'false'],
  codes: ['01', '02', '10', '007'],
  labels: ['1', '2', '3'],
  awkward: ['say ""no""', 'a;b', 'c,d', 'e|f', 'plain', 'tab\there', "it's", 'x "y", z;'],
  newlines: ['two\nlines', 'one', 'a\n\nb', 'end\n'],
};

/** The column of texts, if the file has one. */
export function textColumn(making: Making): MadeColumn[] {
  const { kinds, random, rows, tellingFrom, beyondLatin, gapsFrom } = making;
  if (kinds.text === 'none') return [];
  const choice = kinds.text === 'words' && kinds.quotes in words ? words[kinds.quotes] : words[kinds.text];
  const missing = kinds.gaps === 'empty' && kinds.text !== 'constant' ? '' : null;
  const cells: string[] = [];
  const texts: (string | null)[] = [];
  for (let row = 0; row < rows; row++) {
    const own = choice?.[random.integer(choice.length)] ?? `note ${random.integer(1e6)} by ${row % 7}`;
    const exotic = beyondLatin && kinds.text === 'words' && random.integer(5) === 0 ? '温度 Ω 🌡' : own;
    const text = row < tellingFrom ? own.replace(/[^\x20-\x7e]/g, 'x') : exotic;
    const gap = row >= gapsFrom && missing !== null && random.integer(9) === 0;
    cells.push(gap ? '' : text);
    // blanks and line ends around a cell are not kept
    texts.push(gap ? null : text.trim());
  }
  const name = kinds.text === 'codes' ? 'code' : 'state';
  if (kinds.text !== 'labels')
    return [{ name, unit: '', kind: 'text', cells, numbers: null, texts, moments: null }];
  const numbers = texts.map((text) => (text === null ? Number.NaN : Number(text)));
  return [{ name, unit: '', kind: 'number', cells, numbers, texts: null, moments: null }];
}

/** The columns of the time, if the file has one. */
export function timeColumns(axis: TimeAxis): MadeColumn[] {
  const { format, names, cells, moments } = axis;
  const column = (c: number): MadeColumn => ({
    name: names[c],
    unit: c === 0 && format.kind !== 'calendar' ? 's' : '',
    kind: c === 1 ? 'clock' : format.column,
    cells: cells.map((of) => of[c]),
    numbers: format.column === 'number' ? cells.map((of) => Number(of[c].replace(',', '.'))) : null,
    texts: null,
    moments: format.column === 'number' ? null : moments,
  });
  return names.map((_, c) => column(c));
}

/** Devices in turn, one for each row. */
export const deviceColumn = (rows: number, devices: readonly string[]): MadeColumn => {
  const texts = Array.from({ length: rows }, (_, row) => devices[row % devices.length]);
  return { name: 'device', unit: '', kind: 'text', cells: [...texts], numbers: null, texts, moments: null };
};

/** A column without a name that counts the rows. */
export const indexColumn = (rows: number, from: number): MadeColumn => ({
  name: '',
  unit: '',
  kind: 'index',
  cells: Array.from({ length: rows }, (_, row) => String(row + from)),
  numbers: null,
  texts: null,
  moments: null,
});

/** Whether the cells tell the decimal mark and the mark of groups to someone who has seen only them. */
export function tellsMarks(columns: readonly MadeColumn[], kinds: Kinds): boolean {
  const cells = columns.filter(({ kind }) => kind === 'number').flatMap((column) => column.cells);
  const marks = groupMarks(kinds).written;
  if (kinds.decimal === '.' && marks === '') return true;
  if (marks !== '') return cells.some((cell) => cell.includes(marks) && cell.includes(kinds.decimal));
  return cells.some((cell) => tellsDecimal(cell, kinds.decimal));
}
