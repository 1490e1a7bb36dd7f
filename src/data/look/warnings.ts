/** What is strange about columns, each a sentence with the flag that helps. */
import { typed } from '../../check/typed.ts';
import type { Table } from '../../table/table.ts';
import type { Stretch } from '../stretches.ts';
import { classesOf, columnsNamed } from '../words.ts';
import type { Looked } from './columns.ts';
import { middleOf, shiftOf } from './leaks.ts';
import { type Extreme, type Summary, without } from './summary.ts';

/** Values by which loggers say that nothing was measured. */
const usual = new Set([
  ...[-200, -99, -99.9, -127, -128, -999, -999.9, -9999, -32_768, -99_999, -999_999, -2_147_483_648],
  ...[
    85, 99, 99.9, 127, 255, 850, 999, 999.9, 9999, 32_767, 65_535, 99_999, 999_999, 2_147_483_647,
    4_294_967_295,
  ],
]);

/** How far a value lies outside the rest, in deviations of the rest, to be no measurement. */
const FAR = 5;
/** How far it lies from the nearest other value, likewise. */
const APART = 3;
/** The share of cells with one value from which a sensor seems stuck. */
const STUCK = 0.8;
/** The share of cells with a word of their own from which words tell rows apart. */
const UNIQUE = 0.9;
/** Rows that a judgement needs; of markers fewer do. */
const ENOUGH = 20;
const ENOUGH_FOR_MARKERS = 8;

/** Values that were read as numbers and look like markers, with the columns that hold them. */
export function markerWarnings(looked: readonly Looked[]): string[] {
  const found = new Map<number, string[]>();
  for (const { look, summary, lists } of looked)
    for (const value of summary && summary.count >= ENOUGH_FOR_MARKERS ? markersIn(summary, lists) : [])
      found.set(value, [...(found.get(value) ?? []), look.name]);
  return [...found].map(
    ([value, columns]) =>
      `${columns.length === 1 ? 'column' : 'columns'} ${some(columns)} hold${columns.length === 1 ? 's' : ''} ${value}, far from ` +
      `all other values: --missing ${value} counts it as missing`,
  );
}

/** The most columns that a warning names. */
const NAMED = 8;
const some = (columns: readonly string[]): string =>
  columns
    .slice(0, NAMED)
    .map((name) => `"${name}"`)
    .join(', ') + (columns.length > NAMED ? ` and ${columns.length - NAMED} more` : '');

function markersIn({ min, max, values, count }: Summary, lists: readonly Float64Array[]): number[] {
  // few whole numbers are labels, and a value that comes once may be an outlier
  const isLikely = ({ value, next, count: often }: Extreme): boolean =>
    !Number.isNaN(next) && (usual.has(value) || (values === null && often > 1 && 2 * often <= count));
  const likely = [min, max].filter(isLikely);
  if (likely.length === 0) return [];
  const { mean, deviation } = without(
    lists,
    likely.map(({ value }) => value),
  );
  return likely
    .filter(({ value, next, count: often }) => {
      // of amounts none is below zero
      if (usual.has(value) && often > 1 && value < 0 && next >= 0) return true;
      const isFar = Math.abs(value - mean) > FAR * deviation && Math.abs(value - next) > APART * deviation;
      return isFar && (usual.has(value) || deviation > 0);
    })
    .map(({ value }) => value);
}

/** The flag's own word needs quotes. */
const named = (name: string): string => (name === 'none' ? `'"none"'` : typed(name));

/** Columns that look like a time, a stuck sensor or a name of each row. */
export function shapeWarnings({ look, summary, there, words }: Looked): string[] {
  const { name, kind, role, isRead } = look;
  const isUsed = isRead || role === 'target';
  if (isUsed && kind === 'monotone')
    return [
      `column "${name}" only rises or only falls, as a time or a counter does: --time ${named(name)} takes it as the time, ` +
        `--ignore ${typed(name)} leaves it out`,
    ];
  const most = summary?.most;
  if (
    isUsed &&
    kind === 'number' &&
    most &&
    !usual.has(most.value) &&
    there >= ENOUGH &&
    most.count >= STUCK * there
  )
    return [
      `column "${name}" holds ${most.value} in ${percent(most.count / there)} of its rows: is the sensor stuck? ` +
        `--ignore ${typed(name)} leaves it out`,
    ];
  if (kind === 'text' && there >= ENOUGH && words >= UNIQUE * there)
    return [`column "${name}" holds another text in nearly every row, so it is no input and no class`];
  return [];
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** Targets of a few whole numbers, which may be classes. */
export const classNotes = (looked: readonly Looked[], labels: readonly string[]): string[] =>
  looked.flatMap(({ look: { name, role, kind, values, min } }) =>
    role === 'target' && kind === 'label' && min !== null && values && !labels.includes(name)
      ? [
          `target "${name}" holds ${values.length} different whole numbers, taken as numbers: --classes takes them as classes`,
        ]
      : [],
  );

/** Inputs that are a target, earlier or later. */
export function leakWarnings(
  tables: readonly Table[],
  stretches: readonly (readonly Stretch[])[],
  looked: readonly Looked[],
): string[] {
  let longest: { readonly table: Table; readonly rows: Int32Array } = {
    table: tables[0],
    rows: new Int32Array(),
  };
  stretches.forEach((list, i) => {
    for (const { rows } of list) if (rows.length > longest.rows.length) longest = { table: tables[i], rows };
  });
  const middle = { table: longest.table, rows: middleOf(longest.rows) };
  const inputs = looked.filter(
    ({ look, summary }) => look.isRead && look.role === 'input' && summary !== null,
  );
  return looked
    .filter(({ look }) => look.role === 'target')
    .flatMap(({ look: target }) => {
      const truth = rowsOf(middle, target.name, target.values);
      return inputs.flatMap(({ look: { name } }) => {
        const shift = truth && shiftOf(rowsOf(middle, name, null) as Float64Array, truth);
        return shift === null ? [] : [leak(name, target.name, shift)];
      });
    });
}

/** Values of a column in the rows of a stretch; of words their places. Null if the table lacks it. */
function rowsOf(
  { table, rows }: { readonly table: Table; readonly rows: Int32Array },
  name: string,
  words: readonly string[] | null,
): Float64Array | null {
  const [placed] = columnsNamed([table], name);
  const cells = placed?.column.numbers ?? (placed && words ? classesOf(placed, words) : null);
  return cells && Float64Array.from(rows, (row) => cells[row]);
}

function leak(name: string, target: string, shift: number): string {
  const steps = `${Math.abs(shift)} step${Math.abs(shift) === 1 ? '' : 's'}`;
  const what =
    shift === 0
      ? `tells the target "${target}" itself`
      : shift > 0
        ? `tells what the target "${target}" will be in ${steps}, which nobody knows when the model runs`
        : `tells what the target "${target}" was ${steps} before`;
  return `column "${name}" ${what}: --ignore ${typed(name)} leaves it out`;
}
