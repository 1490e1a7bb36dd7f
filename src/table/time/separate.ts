/** Finds columns that tell several recordings in one file apart. */
import type { Column, Table } from '../table.ts';

/** Columns within whose values times rise. */
export interface Separating {
  readonly columns: readonly string[];
  /** How many different values they have. */
  readonly values: number;
  /** The first of them. */
  readonly examples: string;
}

/** More columns than these are not tried in pairs. */
const PAIRED = 6;
/** The fewest rows that a value has on average. */
const ROWS = 2;

/**
 * Columns of words or whole numbers within whose values times rise strictly. Texts come first, then the fewest values; pairs if
 * no column does it alone.
 * @param rows in the order in which they would be taken
 * @param times of these rows
 * @param mixed whether faults are so many that rows of several devices alternate. Otherwise each value must be one block of rows,
 * so that a column that changes often does not explain a fault by chance
 */
export function separatingColumns(
  table: Table,
  besides: readonly string[],
  rows: Int32Array,
  times: Float64Array,
  mixed: boolean,
): Separating[] {
  const columns = table.columns.filter(({ name }) => !besides.includes(name));
  const coded = columns.flatMap((column) => codesOf(column, rows) ?? []);
  const separates = ({ codes, words }: Coded): boolean =>
    words.length > 1 &&
    words.length * ROWS <= rows.length &&
    rise(codes, times) &&
    (mixed || isBlocks(codes, words.length));
  const alone = coded.filter(separates);
  const few = coded.filter(({ words }) => words.length > 1).slice(0, PAIRED);
  const pairs = (): Coded[] => few.flatMap((one, i) => few.slice(i + 1).map((other) => paired(one, other)));
  const found = alone.length > 0 ? alone : mixed ? pairs().filter(separates) : [];
  const sorted = found.sort((a, b) => Number(b.isText) - Number(a.isText) || a.words.length - b.words.length);
  return sorted.slice(0, 3).map(({ names, words }) => ({
    columns: names,
    values: words.length,
    examples: words.length > 3 ? `${words.slice(0, 3).join(', ')}, …` : words.join(', '),
  }));
}

interface Coded {
  readonly names: readonly string[];
  readonly isText: boolean;
  /** [rows], the value of each row by its place in `words`. */
  readonly codes: Int32Array;
  readonly words: readonly string[];
}

/** Null if a row has no value, or if there are too many, or fractions. */
function codesOf(column: Column, rows: Int32Array): Coded | null {
  const { name, kind, codes, numbers, words } = column;
  if (kind === 'time') return null;
  const places = new Map<number, number>();
  const found = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = codes?.[rows[i]] ?? numbers?.[rows[i]] ?? -1;
    if (!Number.isInteger(value) || (kind === 'text' && value < 0)) return null;
    let place = places.get(value);
    if (place === undefined) places.set(value, (place = places.size));
    if (place * ROWS > rows.length) return null;
    found[i] = place;
  }
  const named = [...places.keys()].map((value) => (kind === 'text' ? words[value] : String(value)));
  return { names: [name], isText: kind === 'text', codes: found, words: named };
}

function paired(one: Coded, other: Coded): Coded {
  const places = new Map<number, number>();
  const codes = one.codes.map((code, i) => {
    const key = code * other.words.length + other.codes[i];
    if (!places.has(key)) places.set(key, places.size);
    return places.get(key) ?? 0;
  });
  const words = [...places.keys()].map(
    (key) => `${one.words[Math.floor(key / other.words.length)]} ${other.words[key % other.words.length]}`,
  );
  return { names: [...one.names, ...other.names], isText: one.isText && other.isText, codes, words };
}

function rise(codes: Int32Array, times: Float64Array): boolean {
  const last = new Map<number, number>();
  return times.every((time, i) => {
    const before = last.get(codes[i]);
    last.set(codes[i], time);
    return before === undefined || time > before;
  });
}

function isBlocks(codes: Int32Array, values: number): boolean {
  let changes = 0;
  for (let i = 1; i < codes.length; i++) if (codes[i] !== codes[i - 1]) changes++;
  return changes === values - 1;
}
