/** The time of each of several tables, which must agree. */
import { DataError } from '../check/data-error.ts';
import type { Table } from '../table/table.ts';
import { type TimeAxis, timeAxis } from '../table/time/axis.ts';
import type { RoleChoice } from './role.ts';
import { wordedNames } from './words.ts';

/**
 * The time of each table; null for tables without. The first table says which columns hold it.
 * @throws {DataError} as `timeAxis`, and for a file whose times are of another kind than those of the first
 */
export function axesOf(tables: readonly Table[], choice: RoleChoice): (TimeAxis | null)[] {
  const [first, ...others] = tables;
  const read = namedIn(first, choice);
  const { time, timeFormat, zone } = choice;
  const how = { ...(timeFormat !== undefined && { timeFormat }), ...(zone !== undefined && { zone }) };
  const columns = columnsOf(first, time);
  const axis = timeAxis(first, { ...how, ...(columns !== undefined && { columns }), read });
  const same = { ...how, columns: axis?.columns ?? null };
  return [axis, ...others.map((table) => alike(timeAxis(table, same), table, axis, first))];
}

function alike(
  found: TimeAxis | null,
  table: Table,
  first: TimeAxis | null,
  { file }: Table,
): TimeAxis | null {
  if (first === null || found === null || first.kind === found.kind) return found;
  const name = first.columns.join(' and ');
  throw new DataError(
    `${table.file}: the times in "${name}" are of the kind ${found.kind}, those of ${file} of the kind ${first.kind}: ` +
      'give both files one kind, or say how to read them with --time-format',
  );
}

/** `Date,Time` names two columns, unless there is one of that name. */
function columnsOf(table: Table, time: RoleChoice['time']): readonly string[] | null | undefined {
  if (typeof time !== 'string') return time;
  const names = time.split(',').map((name) => name.trim());
  return table.columns.some(({ name }) => name === time) ? [time] : names;
}

/** Columns with a use of their own, by name and not by a pattern: none of them becomes the time unasked. */
function namedIn({ columns }: Table, choice: RoleChoice): string[] {
  const { inputs = [], target = [], known = [], group = [], ignore = [], oneHot, labels } = choice;
  const named = new Set([
    ...[inputs, target, known, group, ignore].flat(),
    ...wordedNames(oneHot),
    ...wordedNames(labels),
  ]);
  return columns.map(({ name }) => name).filter((name) => named.has(name));
}
