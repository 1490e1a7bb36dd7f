/** Channels of recordings, and their values from the columns of tables. */
import type { Table } from '../table/table.ts';
import type { Roles } from './role.ts';
import type { Stretch } from './stretches.ts';
import { classesOf, columnsNamed, type Placed, placesOf } from './words.ts';

export interface Channel {
  readonly name: string;
  readonly column: string;
  /** Its values are numbers; the places of words among `words`; or 1 where the column holds the word at `place`, else 0. */
  readonly holds: 'numbers' | 'classes' | 'word';
  readonly words: readonly string[];
  readonly place: number;
}

/** The channels of columns, in order: a column of words is one for each. */
export const channelsOf = (columns: readonly string[], { labels, oneHot }: Roles): Channel[] =>
  columns.flatMap((column): Channel[] => {
    if (Object.hasOwn(oneHot, column))
      return oneHot[column].map((word, place) => ({
        name: `${column}=${word}`,
        column,
        holds: 'word',
        words: oneHot[column],
        place,
      }));
    const words = Object.hasOwn(labels, column) ? labels[column] : null;
    return [{ name: column, column, holds: words ? 'classes' : 'numbers', words: words ?? [], place: 0 }];
  });

/**
 * The values of stretches of a table [rows × channels] each, NaN where missing.
 * @param say called for words that are unknown, which count as missing
 * @throws {DataError} for a class that is unknown
 */
export function valuesOf(
  table: Table,
  channels: readonly Channel[],
  stretches: readonly Stretch[],
  say: (note: string) => void,
): Float64Array[] {
  const width = channels.length;
  const all = stretches.map(({ rows }) => new Float64Array(rows.length * width));
  let cells: Float64Array = new Float64Array();
  for (const [c, channel] of channels.entries()) {
    // the channels of one column follow each other
    if (channel.column !== channels[c - 1]?.column) cells = cellsOf(table, channel, say);
    for (const [s, { rows }] of stretches.entries())
      copy(cells, rows, all[s], c, width, channel.holds === 'word' ? channel.place : null);
  }
  return all;
}

/** The numbers of a channel's column, or the places of its words. */
function cellsOf(table: Table, { column, holds, words }: Channel, say: (note: string) => void): Float64Array {
  const [placed] = columnsNamed([table], column);
  if (holds === 'classes') return classesOf(placed, words);
  return holds === 'word' ? knownPlaces(placed, words, say) : (placed.column.numbers as Float64Array);
}

/** @param place turns places into 1 for this one and 0 for others */
function copy(
  cells: Float64Array,
  rows: Int32Array,
  into: Float64Array,
  c: number,
  width: number,
  place: number | null,
): void {
  for (let t = 0, k = c; t < rows.length; t++, k += width) {
    const value = cells[rows[t]];
    into[k] = place === null || Number.isNaN(value) ? value : Number(value === place);
  }
}

function knownPlaces(placed: Placed, words: readonly string[], say: (note: string) => void): Float64Array {
  const strange = new Map<string, number>();
  const places = placesOf(placed, words, (_, word) => strange.set(word, (strange.get(word) ?? 0) + 1));
  const { table, column } = placed;
  for (const [word, count] of strange)
    say(
      `${table.file}: column "${column.name}" holds "${word}" ${count === 1 ? 'once' : `${count} times`}, which is none of ` +
        `${words.join(', ')}: it counts as missing`,
    );
  return places;
}
