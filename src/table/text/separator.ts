/** Guesses the separator of a text. */
import { DataError } from '../../check/data-error.ts';
import { type Dialect, separators, type TableOptions } from '../table.ts';
import { lookOf } from './kinds.ts';
import { counts, type Shape, shapeOf } from './shape.ts';

const names: Readonly<Record<Dialect['separator'], string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
  ' ': 'blanks',
};

/** How a separator is written after its flag. */
export const asFlag = (separator: Dialect['separator']): string =>
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
  const all = [...shapes.values()].filter((shape) => isPossible(shape, text, options));
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
  const shape = best(file, good) ?? oneColumn(all) ?? ragged(all);
  if (!shape || separatesMore(shape, shapes)) throw new DataError(unclear(file, shapes));
  checkDecimal(shape, good, shapes, text, options);
  return shape;
}

/** Columns with a name each, in which at least some rows fit. */
const isTable = (shape: Shape): boolean =>
  shape.width > 1 && shape.fits >= FITS && (shape.names === null || shape.names.length > 1);

/** A decimal comma cannot stand between commas, but for quotes. */
const isPossible = ({ separator }: Shape, text: string, { decimal }: TableOptions): boolean =>
  !(separator === ',' && decimal === ',' && !text.includes('"'));

/** The clearest of several readings; undefined if there is none. */
function best(file: string, good: readonly Shape[]): Shape | undefined {
  const fitting = good.some(({ fits }) => fits === 1) ? good.filter(({ fits }) => fits === 1) : good;
  // lines before the header and blanks within cells are what a wrong separator finds everywhere
  const plain = fitting.filter(({ preamble, separator }) => !preamble && separator !== ' ');
  const likely =
    plain.length > 0
      ? plain
      : fitting.some(({ separator }) => separator !== ' ')
        ? fitting.filter(({ separator }) => separator !== ' ')
        : fitting;
  const score = ({ clean, fits }: Shape): number => clean * fits;
  const [first, second] = likely.toSorted((a, b) => score(b) - score(a));
  const blanks = fitting.find(({ separator }) => separator === ' ');
  if (blanks && score(blanks) - score(first) > FAR) return blanks;
  if (second && score(first) - score(second) < CLEARLY)
    throw new DataError(
      `${file}: line ${first.header || first.line} may have ${names[first.separator]} or ${names[second.separator]} between columns: ` +
        `say which, ${asFlag(first.separator)} or ${asFlag(second.separator)}`,
    );
  return first;
}

/** Whether names, or cells that are no numbers, hold another separator in most rows: then this one parts nothing. */
function separatesMore(chosen: Shape, shapes: ReadonlyMap<Dialect['separator'], Shape>): boolean {
  if (chosen.width > 1 && chosen.separator !== ' ') return false;
  const others = [...shapes.values()].filter(
    ({ separator }) => separator !== ' ' && separator !== chosen.separator,
  );
  const parts = ({ rows }: Shape): boolean =>
    rows.length > 0 &&
    rows.filter(({ cells, wrong }) => cells.length > 1 || wrong !== null).length >= FITS * rows.length;
  const isNamed = ({ names, separator }: Shape): boolean =>
    (names?.length ?? 0) > 1 && (chosen.names ?? []).some((name) => name.includes(separator));
  if (others.some(isNamed) && others.some(parts)) return true;
  return others.some((other) => {
    if (!parts(other) || (chosen.names !== null && chosen.width > 1)) return false;
    const apart = chosen.rows.filter(({ quoted }) => !quoted).flatMap(({ cells }) => cells);
    return apart.some((cell) => cell.includes(other.separator) && lookOf(cell) === 'text');
  });
}

/** A text in which every row has one cell. */
const oneColumn = (all: readonly Shape[]): Shape | undefined =>
  all.find(({ width, fits }) => width === 1 && fits === 1);

/** A text of which some rows fit nothing: its reader says which. */
const ragged = (all: readonly Shape[]): Shape | undefined =>
  all
    .filter(({ width, fits, index }) => width === 1 && fits >= FITS && !index)
    .toSorted((a, b) => b.fits - a.fits)[0];

/** Whether two whole numbers side by side may be one with a decimal comma, in every row. */
function mayJoin({ rows, width }: Shape): boolean {
  const all = rows.map(({ cells }) => cells);
  if (all.some((cells) => cells.some((cell) => /^[+-]?\d*\.\d*$/.test(cell)))) return false;
  const fits = (k: number): boolean =>
    all.every((cells) => /^[+-]?\d*$/.test(cells[k] ?? '') && /^\d+$/.test(cells[k + 1] ?? ''));
  return Array.from({ length: width - 1 }, (_, k) => k).some(fits);
}

/** Why no separator fits. */
function unclear(file: string, shapes: ReadonlyMap<Dialect['separator'], Shape>): string {
  const comma = shapes.get(',') as Shape;
  for (const { rows } of shapes.values()) {
    const open = rows.find(({ wrong }) => wrong !== null);
    if (open)
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
function checkDecimal(
  shape: Shape,
  good: readonly Shape[],
  shapes: ReadonlyMap<Dialect['separator'], Shape>,
  text: string,
  { file, decimal }: TableOptions,
): void {
  if (decimal === '.' || text.includes('"')) return;
  const comma = shapes.get(',') as Shape;
  const both = `${asFlag(',')} for columns or --decimal , for numbers`;
  if (decimal === ',') {
    if (shape.width === 1 && comma.width > 1 && isTable(comma) && comma.names !== null)
      throw new DataError(
        `${file}: line ${comma.header} names ${comma.width} columns between commas, which cannot be decimal marks too: leave --decimal , out`,
      );
    return;
  }
  if (shape === comma && shape.index && mayJoin(shape))
    throw new DataError(
      `${file}: line ${comma.rows[0].line} has a cell more than line ${comma.header} has names, "${comma.rows[0].cells.join(',')}": ` +
        'say --decimal . if the first only numbers the rows; if the comma is the decimal mark too, write the file again with semicolons between columns',
    );
  if (comma.width !== 2 || comma.fits < 1) return;
  const cells = comma.rows.map((row) => row.cells);
  const mayBeDecimal =
    cells.every(([a, b = '']) => /^[+-]?\d*$/.test(a) && /^\d*$/.test(b)) && cells.some(([, b]) => b);
  if (!mayBeDecimal) return;
  const counted = counts(cells.map(([first]) => first)) && cells.length > 2;
  const isUnclear = comma.names === null ? good.includes(comma) && !counted : comma.index;
  if (isUnclear)
    throw new DataError(
      `${file}: line ${comma.rows[0].line}, "${cells[0].join(',')}" may be two whole numbers or one with a decimal comma: say ${both}`,
    );
}
