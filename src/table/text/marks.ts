/** Guesses the marks within numbers. */
import { DataError } from '../../check/data-error.ts';
import type { Dialect, TableOptions } from '../table.ts';
import { bareNumber } from './affix.ts';
import { type Marks, NumberGrammar } from './number.ts';
import type { TextRow } from './rows.ts';

/** In the order in which they are preferred. */
const all: readonly Marks[] = [
  { decimal: '.', thousands: '' },
  { decimal: ',', thousands: '' },
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
];

/** Three digits behind one mark: a decimal mark, or one between thousands. */
const either = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

/** The marks of a text, and what is said of them if others are possible. */
export interface ChosenMarks {
  readonly marks: Marks;
  readonly note: string | null;
}

/**
 * The marks under which most cells are numbers; of several, the simplest.
 * @param rows the first rows of data
 * @throws {DataError} if the marks that were given contradict the cells, or the cells fit two readings
 */
export function chooseMarks(
  rows: readonly TextRow[],
  separator: Dialect['separator'],
  options: TableOptions,
): ChosenMarks {
  const { file, decimal, thousands } = options;
  if (decimal !== undefined && decimal === thousands)
    throw new DataError(`${file}: "${decimal}" cannot be the decimal mark and stand between thousands too`);
  const marked = rows.flatMap(({ cells }) =>
    cells.map(bareNumber).filter((cell) => /\d/.test(cell) && /[.,'’ \u00a0\u2009\u202f]/.test(cell)),
  );
  const count = (marks: Marks): number => {
    const grammar = new NumberGrammar(marks);
    return marked.filter((cell) => !Number.isNaN(grammar.of(cell))).length;
  };
  const possible = all.filter(
    (marks) =>
      (decimal === undefined || marks.decimal === decimal) &&
      (thousands === undefined || marks.thousands === thousands),
  );
  const most = Math.max(0, ...possible.map(count));
  const chosen = possible.find((marks) => count(marks) === most) ?? {
    decimal: decimal ?? '.',
    thousands: thousands ?? '',
  };
  if (decimal !== undefined) checkGiven(file, rows, chosen);
  const isGuessed = decimal === undefined && thousands === undefined;
  return { marks: chosen, note: isGuessed ? doubt(file, rows, separator, chosen) : null };
}

/** Refuses a decimal mark under which a column is no numbers that is so under the other. */
function checkGiven(file: string, rows: readonly TextRow[], { decimal, thousands }: Marks): void {
  const own = new NumberGrammar({ decimal, thousands });
  const other = new NumberGrammar({ decimal: decimal === '.' ? ',' : '.', thousands: '' });
  const width = rows[0]?.cells.length ?? 0;
  for (let k = 0; k < width; k++) {
    const cells = rows
      .map(({ cells: row, line }) => ({ cell: row[k] ?? '', line }))
      .filter(({ cell }) => /\d/.test(cell));
    const wrong = cells.find(({ cell }) => Number.isNaN(own.of(cell)));
    const isOther = cells.every(({ cell }) => !Number.isNaN(other.of(cell)));
    if (wrong && isOther)
      throw new DataError(
        `${file}: line ${wrong.line}, column ${k + 1}: "${wrong.cell}" has the decimal mark "${other.marks.decimal}", ` +
          `not "${decimal}": leave --decimal ${decimal} out`,
      );
  }
}

/**
 * What is said where every mark may stand between thousands instead. Semicolons make the decimal comma likely; points are
 * likely to be decimal, but less so between semicolons.
 * @throws {DataError} where a comma is as likely one as the other
 */
function doubt(
  file: string,
  rows: readonly TextRow[],
  separator: Dialect['separator'],
  { decimal, thousands }: Marks,
): string | null {
  const isLikely = decimal === '.' && separator !== ';';
  if (isLikely || thousands !== '') return null;
  const grammar = new NumberGrammar({ decimal, thousands });
  const marked = rows.flatMap(({ cells, line }) =>
    cells
      .filter((cell) => cell.includes(decimal) && !Number.isNaN(grammar.of(cell)))
      .map((cell) => ({ cell, line })),
  );
  const [first] = marked;
  if (!first || !marked.every(({ cell }) => either.test(cell))) return null;
  const { cell, line } = first;
  const [small, large] = [cell.replace(decimal, '.'), cell.replace(decimal, '')];
  if (separator === ';')
    return `line ${line}: "${cell}" is read as ${small}; if it is ${large}: --thousands ${decimal}`;
  throw new DataError(
    `${file}: line ${line}, "${cell}" is ${large} or ${small}: say which, --thousands ${decimal} or --decimal ${decimal}`,
  );
}
