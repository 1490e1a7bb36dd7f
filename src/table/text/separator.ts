/** Guesses the separator of a text. */
import { DataError } from '../../check/data-error.ts';
import { type Dialect, separators, type TableOptions } from '../table.ts';
import { lookOf } from './kinds.ts';
import { type Shape, shapeOf } from './shape.ts';

/** The readings of a text, one for each separator. */
type Shapes = ReadonlyMap<Dialect['separator'], Shape>;

const names: Readonly<Record<Dialect['separator'], string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
  ' ': 'blanks',
};

/** How a separator is written after its flag. */
const asFlag = (separator: Dialect['separator']): string =>
  `--separator ${{ ',': ',', ';': '";"', '\t': 'tab', '|': '"|"', ' ': 'blank' }[separator]}`;

/** A share of cells by which one reading must make more sense than another. */
const CLEARLY = 0.1;
/** A share of cells by which blanks must make more sense than another separator. */
const FAR = 0.3;
/** The least share of rows that must fit. */
const FITS = 0.5;

/**
 * The separator under which the rows of a text have the columns of its header.
 * @throws {DataError} if none has, if two have, or if the one that was given contradicts the text
 */
export function chooseShape(text: string, whole: boolean, options: TableOptions): Shape {
  const { file, separator, header = true } = options;
  const shapes = new Map(separators.map((one) => [one, shapeOf(text, one, header, whole)]));
  if ([...shapes.values()].every(({ rows, names }) => rows.length + (names?.length ?? 0) === 0))
    throw new DataError(`${file}: the file is empty; it needs a line with the names of its columns: add one`);
  const all = [...shapes.values()].filter(
    (shape) => isPossible(shape, options) && !hidesAnother(shape, shapes),
  );
  const good = all.filter(isTable);
  if (separator !== undefined) {
    const chosen = shapes.get(separator) as Shape;
    const other = good.find((shape) => shape.separator !== ' ' && shape.fits === 1);
    if (chosen.width < 2 && other && other.separator !== separator)
      throw new DataError(
        `${file}: line ${other.header || other.line} has no ${names[separator]}, but ${names[other.separator]}: ` +
          `leave ${asFlag(separator)} out, or say ${asFlag(other.separator)}`,
      );
    return chosen;
  }
  const shape = best(file, good) ?? oneColumn(all);
  if (!shape) throw new DataError(unclear(file, shapes));
  checkDecimal(shape, shapes, options);
  return shape;
}

/** Columns with a name each, in which at least some rows fit. */
const isTable = (shape: Shape): boolean =>
  shape.width > 1 && shape.fits >= FITS && (shape.names === null || shape.names.length > 1);

/** A comma that is said to be the decimal mark parts cells only if quotes or names show that it does. */
const isPossible = (shape: Shape, { decimal }: TableOptions): boolean =>
  !(decimal === ',' && shape.separator === ',' && (shape.names === null || shape.index) && isUnquoted(shape));

const isUnquoted = ({ rows }: Shape): boolean => !rows.some(({ quoted }) => quoted);

/** The clearest of several readings; undefined if there is none. */
function best(file: string, good: readonly Shape[]): Shape | undefined {
  const fitting = good.some(({ fits }) => fits === 1) ? good.filter(({ fits }) => fits === 1) : good;
  // lines before the header and blanks within cells are what a wrong separator finds everywhere,
  // and an index without a name is what a decimal comma looks like
  const named = fitting.filter(({ index }) => !index);
  const printed = (named.length > 0 ? named : fitting).filter(({ separator }) => separator !== ' ');
  const plain = printed.filter(({ preamble }) => !preamble);
  const likely = [plain, printed, named, fitting].find((some) => some.length > 0) ?? [];
  const score = ({ clean, fits }: Shape): number => clean * fits;
  const [first, second] = likely.toSorted((a, b) => score(b) - score(a));
  const blanks = fitting.find(({ separator }) => separator === ' ');
  // all lines between blanks make more sense than a line to leave out
  const isWhole = blanks && first.preamble && !blanks.preamble && score(blanks) >= score(first);
  if (blanks && (isWhole || score(blanks) - score(first) > FAR)) return blanks;
  if (second && score(first) - score(second) < CLEARLY)
    throw new DataError(
      `${file}: line ${first.header || first.line} may have ${names[first.separator]} or ${names[second.separator]} between columns: ` +
        `say which, ${asFlag(first.separator)} or ${asFlag(second.separator)}`,
    );
  return first;
}

/** A text of one column; its reader says which rows do not fit. */
const oneColumn = (all: readonly Shape[]): Shape | undefined =>
  all
    .filter(({ width, fits, index }) => width === 1 && fits >= FITS && !index)
    .toSorted((a, b) => b.fits - a.fits)[0];

/** Whether names and most rows hold other separators, or rows do in cells that are words: then this one is not it. */
function hidesAnother({ names, rows, separator, width, index }: Shape, shapes: Shapes): boolean {
  const others = separators.filter((other) => other !== separator && other !== ' ');
  // a line that holds numbers is data, and so are its words
  const areNames = names?.every((name) => lookOf(name) === 'text' || lookOf(name) === 'missing') ?? false;
  const isNamed = areNames && (names?.some((name) => others.some((other) => name.includes(other))) ?? false);
  if (index && isNamed) return true;
  if (width > 1 && separator !== ' ') return false;
  // in cells below names of their own, and in some rows only, a comma may be one of a sentence
  const tells = (other: Dialect['separator']): boolean => {
    const { fits = 0, width: parts = 0 } = shapes.get(other) ?? {};
    return width === 1 || (names === null && parts > 1 && fits >= FITS);
  };
  const isHidden = (cell: string): boolean =>
    others.some((other) => cell.includes(other) && (isNamed || (tells(other) && lookOf(cell) === 'text')));
  return rows.filter(({ cells }) => cells.some(isHidden)).length > FITS * rows.length;
}

/** Whether two whole numbers side by side may be one with a decimal comma, in every row. */
function mayJoin({ rows, width }: Shape): boolean {
  // a last row may be cut off
  const all = rows.map(({ cells }) => cells).filter(({ length }) => length === width);
  if (all.some((cells) => cells.some((cell) => /^[+-]?\d*\.\d*$/.test(cell)))) return false;
  const fits = (k: number): boolean =>
    all.every((cells) => /^[+-]?\d*$/.test(cells[k] ?? '') && /^\d+(e[+-]?\d+)?$/i.test(cells[k + 1] ?? ''));
  return Array.from({ length: width - 1 }, (_, k) => k).some(fits);
}

/** Why no separator fits. */
function unclear(file: string, shapes: Shapes): string {
  const comma = shapes.get(',') as Shape;
  const wrongs = [...shapes.values()].map(({ rows }) => rows.find(({ wrong }) => wrong !== null));
  for (const open of wrongs) {
    if (open && (/never/.test(open.wrong ?? '') || !wrongs.includes(undefined)))
      return `${file}: line ${open.line}, ${open.wrong}: close it, or double a quote that is part of the cell`;
  }
  const [row] = comma.rows;
  const line = row?.line ?? comma.line;
  if (row && comma.names && comma.names.length > 1 && row.cells.length > comma.names.length) {
    return (
      `${file}: line ${line} has ${row.cells.length} cells, but line ${comma.header} names ${comma.names.length} columns: ` +
      'if the comma is the decimal mark too, nobody can tell the cells apart; write the file again with semicolons between columns, or with decimal points'
    );
  }
  return `${file}: line ${line} does not have the columns of line ${comma.header || comma.line} under any separator: say which it is, for example ${asFlag(';')}`;
}

/** Refuses commas that may be decimal marks or separators. */
function checkDecimal(shape: Shape, shapes: Shapes, { file, decimal }: TableOptions): void {
  const comma = shapes.get(',') as Shape;
  if (shape !== comma || decimal !== undefined || comma.rows.length === 0 || !isUnquoted(comma)) return;
  const cells = comma.rows.map((row) => row.cells);
  const [{ line }] = comma.rows;
  if (comma.index && mayJoin(comma))
    throw new DataError(
      `${file}: line ${line} has a cell more than line ${comma.header} has names, "${cells[0].join(',')}": say --decimal . if ` +
        'the first only numbers the rows, or --decimal , for one number; if commas are both, write the file again with semicolons between columns',
    );
  const ordered = cells.every(([first], k) => Number(first) === Number(cells[0][0]) + k) && cells.length > 2;
  if (comma.names === null && comma.width === 2 && comma.fits === 1 && mayJoin(comma) && !ordered)
    throw new DataError(
      `${file}: line ${line}, "${cells[0].join(',')}" may be two whole numbers or one with a decimal comma: ` +
        `say ${asFlag(',')} for columns or --decimal , for numbers`,
    );
}
