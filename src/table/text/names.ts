/** The names of columns, and the units below them. */
import { DataError } from '../../check/data-error.ts';
import { shown } from '../../check/shown.ts';
import type { TableOptions } from '../table.ts';
import { lookOf } from './kinds.ts';
import type { Markers } from './markers.ts';
import type { NumberGrammar } from './number.ts';
import type { TextRow } from './rows.ts';
import { counts, type Shape } from './shape.ts';

/** Names, one for each column; null for a column that is left out for all. */
export interface Names {
  readonly names: readonly (string | null)[];
  readonly notes: readonly string[];
}

/**
 * What the columns are called.
 * @throws {DataError} if the header holds numbers, or a name twice
 */
export function namesOf(shape: Shape, options: TableOptions): Names {
  const { width, header, names: given } = shape;
  if (given === null) return { names: Array.from({ length: width }, (_, k) => String(k + 1)), notes: [] };
  if (options.header === undefined) checkHeader(options.file, given, shape);
  const notes: string[] = [];
  const names: (string | null)[] = [...given];
  if (names[0] === '' && names.length > 1) names[0] = firstName(shape, given, notes);
  const taken = new Set(names);
  names.forEach((name, k) => {
    if (name !== '') return;
    const free = freeName(String(k + 1), taken);
    names[k] = free;
    taken.add(free);
    notes.push(`line ${header}: column ${k + 1} has no name and is called "${names[k]}"`);
  });
  return { names: unique(names, header, options, notes), notes };
}

/** A name for the first column, which has none: null if it only counts or names the rows. */
function firstName({ rows, header, index }: Shape, names: readonly string[], notes: string[]): string | null {
  const cells = rows.map((row) => row.cells[0] ?? '').filter((cell) => cell !== '');
  const hasTimes = cells.some((cell) => lookOf(cell) === 'time');
  const isIndex = index || counts(cells) || (areNumbered(cells) && !isRegular(cells.map(Number)));
  if (isIndex || !cells.some((cell) => lookOf(cell) === 'number' || lookOf(cell) === 'time')) {
    notes.push(
      `line ${header}: the first column has no name and is left out as an index: name it to have it read`,
    );
    return null;
  }
  const name = freeName(hasTimes ? 'time' : '1', new Set(names));
  notes.push(`line ${header}: the first column has no name and is called "${name}"`);
  return name;
}

/** Whether cells are whole numbers, almost all different: of rows, of which some may be left out or stand twice. */
const areNumbered = (cells: readonly string[]): boolean =>
  cells.every((cell) => /^\d{1,15}$/.test(cell)) && new Set(cells).size >= 0.8 * cells.length;

/** Whether most numbers come after equal steps, of more than one: times do. */
function isRegular(values: readonly number[]): boolean {
  const steps = values.slice(1).map((value, k) => value - values[k]);
  const middle = steps.toSorted((a, b) => a - b)[steps.length >> 1];
  return Math.abs(middle) > 1 && steps.filter((step) => step === middle).length > 0.8 * steps.length;
}

/** A name that is not taken: itself, or with the next number behind it. */
function freeName(name: string, taken: ReadonlySet<string | null>, first = 2): string {
  let free = name;
  for (let k = first; taken.has(free); k++) free = `${name}.${k}`;
  return free;
}

/** Refuses numbers where names are expected, and a first line that is like those below it. */
function checkHeader(file: string, names: readonly string[], { header, rows, separator }: Shape): void {
  const looks = names.map(lookOf);
  const isNumber = (k: number): boolean => looks[k] === 'number' || looks[k] === 'time';
  const some = looks.findIndex((_, k) => isNumber(k));
  if (some < 0) return;
  const flags = '--no-header reads it as data (header: false in code)';
  if (!looks.includes('text'))
    throw new DataError(
      `${file}: line ${header} holds ${shown(names[some])} where names of columns are expected: ${flags}, and calls the columns 1, 2, …; ` +
        'or write a line of names above it',
    );
  // only a word above numbers shows that a line names columns
  const isAbove = (k: number): boolean => {
    const below = rows.map(({ cells }) => lookOf(cells[k] ?? '')).filter((look) => look !== 'missing');
    return below.length > 0 && below.filter((look) => look !== 'text').length > below.length / 2;
  };
  const like = rows.length > 0 && !looks.some((look, k) => look === 'text' && isAbove(k));
  if (like)
    throw new DataError(
      `${file}: line ${header} may be data or names, ${shown(names.slice(0, 4).join(separator === ' ' ? ' ' : separator))}: ${flags}; --header takes it for names (header: true in code)`,
    );
}

/** Refuses a name that stands twice, or numbers it. */
function unique(
  names: readonly (string | null)[],
  header: number,
  options: TableOptions,
  notes: string[],
): readonly (string | null)[] {
  const { file, duplicateNames } = options;
  /** Of each name, its first column and how often it came. */
  const seen = new Map<string, { column: number; count: number }>();
  const taken = new Set(names);
  return names.map((name, k) => {
    if (name === null) return null;
    const before = seen.get(name);
    if (!before) {
      seen.set(name, { column: k, count: 1 });
      return name;
    }
    if (duplicateNames !== 'number')
      throw new DataError(
        `${file}: line ${header}: columns ${before.column + 1} and ${k + 1} are both called ${shown(name)}: rename one, ` +
          'or number them with --duplicate-names number',
      );
    before.count += 1;
    const free = freeName(name, taken, before.count);
    taken.add(free);
    notes.push(`line ${header}: column ${k + 1}, a second ${shown(name)}, is called ${shown(free)}`);
    return free;
  });
}

/** A row of units: words above numbers. */
export interface Units {
  readonly units: readonly (string | null)[];
  readonly row: TextRow;
}

/** The longest unit. */
const LONGEST = 24;
/** The least share of cells below a unit that are numbers or times. */
const MOST = 0.8;

/** The row of units, and another row of words below it, such as what a logger does with its samples; none if all are data. */
export function unitRowsOf(shape: Shape, grammar: NumberGrammar, markers: Markers): readonly Units[] {
  const [first, second, ...below] = shape.rows;
  const units = (rows: readonly TextRow[]) => unitsOf({ ...shape, rows }, grammar, markers);
  const upper = second && units([first, ...below]);
  const lower = upper && units([second, ...below]);
  if (upper && lower) return [upper, lower];
  const only = units(shape.rows);
  return only ? [only] : [];
}

/** The units in the first row of data: words in columns that hold numbers or times below; null if it is data. */
function unitsOf({ rows, width }: Shape, grammar: NumberGrammar, markers: Markers): Units | null {
  const [row, ...below] = rows;
  if (!row || below.length === 0) return null;
  const isValue = (cell: string): boolean =>
    !Number.isNaN(grammar.of(cell)) || ['number', 'time'].includes(lookOf(cell));
  const measured = Array.from({ length: width }, (_, k) => {
    const cells = below.map(({ cells }) => cells[k] ?? '').filter((cell) => !markers.has(cell));
    return cells.length > 0 && cells.filter(isValue).length >= MOST * cells.length;
  });
  const above = row.cells.slice(0, width);
  const isUnit = (cell: string): boolean => cell.length <= LONGEST && lookOf(cell) === 'text';
  // dashes alone are units only beside empty cells: all dashes are a row that is missing
  const areDashes = above.every((cell) => cell === '' || cell === '-') && above.includes('');
  const some = above.some((cell, k) => measured[k] && (isUnit(cell) || (areDashes && cell === '-')));
  const all = above.every((cell, k) =>
    measured[k] ? isUnit(cell) || lookOf(cell) === 'missing' : cell.length <= LONGEST,
  );
  return some && all ? { row, units: above.map((cell) => (cell === '' ? null : cell)) } : null;
}
