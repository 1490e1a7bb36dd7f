/** Guesses the marks within numbers. */
import { DataError } from '../../check/data-error.ts';
import type { Dialect, TableOptions } from '../table.ts';
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

/** Three digits after one comma: a decimal comma or a mark of thousands. */
const either = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/**
 * The marks under which most cells are numbers; of several, the simplest.
 * @param rows the first rows of data
 * @throws {DataError} if the marks that were given contradict the cells, or the cells fit two readings
 */
export function chooseMarks(
  rows: readonly TextRow[],
  separator: Dialect['separator'],
  options: TableOptions,
): Marks {
  const { file, decimal, thousands } = options;
  if (decimal !== undefined && decimal === thousands)
    throw new DataError(`${file}: "${decimal}" cannot be the decimal mark and stand between thousands too`);
  const marked = rows.flatMap(({ cells }) =>
    cells.filter((cell) => /\d/.test(cell) && /[.,'’ \u00a0\u2009\u202f]/.test(cell)),
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
  else if (thousands === undefined) checkCommas(file, rows, separator, chosen);
  return chosen;
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

/** Refuses commas in front of three digits in every cell that has one, unless semicolons make the decimal comma likely. */
function checkCommas(
  file: string,
  rows: readonly TextRow[],
  separator: Dialect['separator'],
  chosen: Marks,
): void {
  if (chosen.decimal !== ',' || chosen.thousands !== '' || separator === ';') return;
  const commas = rows.flatMap(({ cells, line }) =>
    cells.filter((cell) => /^[+-]?\d*,\d+$/.test(cell)).map((cell) => ({ cell, line })),
  );
  const [first] = commas;
  if (!first || !commas.every(({ cell }) => either.test(cell))) return;
  throw new DataError(
    `${file}: line ${first.line}, "${first.cell}" is ${first.cell.replace(',', '')} or ${first.cell.replace(',', '.')}: ` +
      'say which, --thousands , or --decimal ,',
  );
}
