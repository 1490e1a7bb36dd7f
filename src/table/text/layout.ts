/** What the first rows of a text tell of all of it. */
import { DataError } from '../../check/data-error.ts';
import { beyond, limits } from '../../check/limits.ts';
import type { Dialect, TableOptions } from '../table.ts';
import { Markers } from './markers.ts';
import { chooseMarks } from './marks.ts';
import { namesOf, type Units, unitRowsOf } from './names.ts';
import { NumberGrammar } from './number.ts';
import { linesIn, type TextRow } from './rows.ts';
import { chooseShape } from './separator.ts';
import { fitsWidth, type Shape } from './shape.ts';

/** How a text is laid out. */
export interface Layout {
  readonly dialect: Omit<Dialect, 'encoding'>;
  /** One for each cell of a row, behind which all must be empty; the name of an index that is left out is null. */
  readonly names: readonly (string | null)[];
  readonly units: readonly (string | null)[];
  readonly grammar: NumberGrammar;
  readonly markers: Markers;
  /** Where the first row of data starts: a place in the text, and its line. */
  readonly body: number;
  readonly line: number;
  /** The first rows of data that have all columns. */
  readonly rows: readonly TextRow[];
  readonly notes: readonly string[];
}

/**
 * The layout of a text.
 * @param start its first rows
 * @param whole whether these are all
 * @throws {DataError} if the start fits no layout, or several, or contradicts the options
 */
export function layoutOf(start: string, whole: boolean, options: TableOptions): Layout {
  const shape = chooseShape(start, whole, options);
  const { separator, names: header } = shape;
  if (shape.width > limits.columns.most)
    throw new DataError(`${options.file}: line ${shape.header || shape.line} ${beyond('columns')}`);
  const { marks, note } = chooseMarks(shape.rows, separator, options);
  const grammar = new NumberGrammar(marks);
  const markers = new Markers(options.missing ?? [], grammar);
  const { names, notes } = namesOf(shape, options);
  const found = header === null ? [] : unitRowsOf(shape, grammar, markers);
  const last = found.at(-1)?.row;
  const rows = shape.rows.slice(found.length);
  const units = names.map((_, k) => found[0]?.units[k] ?? null);
  return {
    dialect: { separator, ...marks, header: header !== null },
    names,
    units,
    grammar,
    markers,
    body: last ? last.end : shape.body,
    line: last ? last.line + Math.max(1, linesIn(start.slice(last.start, last.end))) : shape.line,
    rows: rows.filter((row) => fitsWidth(row, shape.width)),
    notes: [...shapeNotes(shape), ...notes, ...(note ? [note] : []), ...found.map(unitsNote)],
  };
}

const unitsNote = ({ row: { line, cells } }: Units, k: number): string =>
  `line ${line} ${k === 0 ? 'is read as units' : 'stands below the units and is left out'}: ${cells.slice(0, 4).join(', ')}${cells.length > 4 ? ', …' : ''}`;

function shapeNotes({ preamble, trailing, names, width }: Shape): string[] {
  const notes: string[] = [];
  if (preamble) {
    const [first, last] = preamble;
    notes.push(
      `${first === last ? `line ${first} stands` : `lines ${first} to ${last} stand`} before the names of the columns and ${first === last ? 'is' : 'are'} left out`,
    );
  }
  if (trailing && names !== null)
    notes.push(`what follows column ${width} has neither names nor cells and is left out`);
  return notes;
}
