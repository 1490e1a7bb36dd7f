/** Words in columns: the names of classes, and channels that are 1 where a column holds their word. */

import { DataError } from '../check/data-error.ts';
import { shown } from '../check/shown.ts';
import { typed } from '../check/typed.ts';
import type { Column, Table } from '../table/table.ts';

/** Columns whose words count: names, or names with the words as they are known already, in order. */
export type Worded = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** A column with more different values has no classes. */
export const MOST_WORDS = 256;

/** The columns of a choice. */
export const wordedNames = (given: Worded | undefined): readonly string[] =>
  given === undefined ? [] : isList(given) ? given : Object.keys(given);

const isList = (given: Worded): given is readonly string[] => Array.isArray(given);

/** The words of a column that are known already; null if the data tell them. */
export const knownWords = (given: Worded | undefined, name: string): readonly string[] | null =>
  given === undefined || isList(given) || !Object.hasOwn(given, name) ? null : given[name];

/** A column, with its table for messages. */
export interface Placed {
  readonly table: Table;
  readonly column: Column;
}

const indices = new WeakMap<Table, ReadonlyMap<string, Column>>();

/** The column of a table by its name. */
export function columnOf(table: Table, name: string): Column | undefined {
  let index = indices.get(table);
  if (!index) {
    index = new Map(table.columns.map((column) => [column.name, column]));
    indices.set(table, index);
  }
  return index.get(name);
}

/** The column of this name in each table that has it. */
export const columnsNamed = (tables: readonly Table[], name: string): Placed[] =>
  tables.flatMap((table) => {
    const column = columnOf(table, name);
    return column ? [{ table, column }] : [];
  });

/** Reads a cell of a column as a word; null where it is missing. Null for a text whose words are too many to be kept. */
export function wordsOf({ numbers, codes, words }: Column): ((row: number) => string | null) | null {
  if (numbers) return (row) => (Number.isNaN(numbers[row]) ? null : String(numbers[row]));
  if (codes) return (row) => (codes[row] < 0 ? null : words[codes[row]]);
  return null;
}

/** The rows of each key, in order of appearance; those whose key is null are in none. */
export function rowsBy(
  rows: number,
  keyOf: (row: number) => string | null,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = keyOf(row);
    if (key === null) continue;
    const list = found.get(key);
    if (list) list.push(row);
    else found.set(key, [row]);
  }
  return found;
}

/**
 * The different words of a column over all tables: those of texts in order of appearance, those of numbers ascending.
 * @param purpose for messages: `classes`, `inputs`
 * @throws {DataError} if there are more than can be told apart, or none
 */
export function wordsIn(tables: readonly Table[], name: string, purpose: string): string[] {
  const words = new Set<string>();
  for (const { table, column } of columnsNamed(tables, name)) {
    const found = column.numbers ? differing(column.numbers) : column.words;
    for (const word of found) words.add(word);
    const isTooMany = words.size > MOST_WORDS || (column.numbers === null && column.codes === null);
    if (isTooMany)
      throw new DataError(
        `${table.file}: column "${name}" has more than ${MOST_WORDS} different values, too many for ${purpose}`,
      );
  }
  if (words.size === 0)
    throw new DataError(`${tables[0].file}: column "${name}" is empty, so there are no words for ${purpose}`);
  const all = [...words];
  return all.every(isNumber) ? all.sort((a, b) => Number(a) - Number(b)) : all;
}

const isNumber = (word: string): boolean => word.trim() !== '' && Number.isFinite(Number(word));

/** The different numbers as texts, up to one more than can be told apart. */
function differing(numbers: Float64Array): string[] {
  const found = new Set<number>();
  for (const x of numbers) {
    if (!Number.isNaN(x)) found.add(x);
    if (found.size > MOST_WORDS) break;
  }
  return [...found].map(String);
}

/**
 * The place of each cell's word among `words` [rows], NaN where missing.
 * @param onStrange called for each cell whose word is not among them, which is NaN too
 */
export function placesOf(
  { table, column }: Placed,
  words: readonly string[],
  onStrange: (row: number, word: string) => void,
): Float64Array {
  const byNumber = new Map(words.flatMap((word, i) => (isNumber(word) ? [[Number(word), i] as const] : [])));
  const ofWord = column.words.map(
    (word) => indexIn(words, word) ?? (isNumber(word) ? byNumber.get(Number(word)) : undefined),
  );
  const places = new Float64Array(table.rows);
  for (let row = 0; row < table.rows; row++) {
    const number = column.numbers?.[row];
    const code = column.codes?.[row] ?? -1;
    places[row] = Number.NaN;
    if (number === undefined ? code < 0 : Number.isNaN(number)) continue;
    const place = number === undefined ? ofWord[code] : byNumber.get(number);
    if (place === undefined) onStrange(row, number === undefined ? column.words[code] : String(number));
    else places[row] = place;
  }
  return places;
}

const indexIn = (words: readonly string[], word: string): number | undefined => {
  const at = words.indexOf(word);
  return at < 0 ? undefined : at;
};

/** Like `placesOf`. @throws {DataError} naming file, line, column and word for a word that is none of the classes */
export const classesOf = (placed: Placed, words: readonly string[]): Float64Array =>
  placesOf(placed, words, (row, word) => {
    const { table, column } = placed;
    throw new DataError(
      `${table.file}: line ${table.lineOf(row)}, column "${column.name}": ${shown(word)} is none of the classes ` +
        `${words.join(', ')}: name it as one with --classes, or count it as missing with --missing ${typed(word)}`,
    );
  });
