/** Which columns of a table are read. */
import { DataError } from '../../check/data-error.ts';
import { known } from '../../check/keys.ts';
import { shown } from '../../check/shown.ts';
import type { TableOptions } from '../table.ts';

/**
 * The columns to read, each as its place in a row, in the order of the file.
 * @param names null where a column has none and is never read
 * @throws {DataError} if a column that was asked for is not there, with the nearest
 */
export function selected(
  names: readonly (string | null)[],
  { file, columns, texts = [] }: TableOptions,
): readonly number[] {
  const named = names.filter((name) => name !== null);
  const wanted = typeof columns === 'function' ? columns(named) : columns;
  const there = new Set(named);
  for (const name of wanted ?? [])
    if (!there.has(name)) throw new DataError(`${file}: has no column ${shown(name)}${known(name, named)}`);
  for (const name of texts)
    if (!there.has(name))
      throw new DataError(`${file}: has no column ${shown(name)} to read as text${known(name, named)}`);
  const keep = wanted && new Set(wanted);
  return names.flatMap((name, place) => (name !== null && (keep?.has(name) ?? true) ? place : []));
}
