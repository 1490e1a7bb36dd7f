/** Files of one's own in the worker: read once, looked at, and made a task. */

import { digits, grouped } from '../../../src/charts/number-format.ts';
import { DataError } from '../../../src/check/data-error.ts';
import type { ColumnLook } from '../../../src/data/look/columns.ts';
import { type Look, look } from '../../../src/data/look/look.ts';
import { recordings } from '../../../src/data/recordings.ts';
import type { RoleChoice, Roles } from '../../../src/data/role.ts';
import { rolesOf } from '../../../src/data/roles.ts';
import type { Dataset } from '../../../src/data/sequence.ts';
import type { Metadata } from '../../../src/runtime/index.ts';
import { readTables } from '../../../src/table/read.ts';
import type { Table } from '../../../src/table/table.ts';
import { timeMetadata } from '../../../src/train/task-metadata.ts';
import type { ColumnFacts, DataFacts, OwnData } from './own-data.ts';
import { own, type TaskSource } from './tasks.ts';
import { roleChoice, useOf } from './uses.ts';

/** Columns that the page lists. */
const LISTED = 200;

/** The tables that were read last. */
let last: { readonly version: number; readonly tables: readonly Table[] } = { version: 0, tables: [] };

/** The tables of the files, read again only for other files or another reading. @rejects DataError */
export async function tablesOf({ files, version, reading }: OwnData): Promise<readonly Table[]> {
  if (version !== last.version) {
    const tables: Table[] = [];
    for (const file of files) tables.push(...(await readTables(file, { ...reading, file: file.name })));
    last = { version, tables };
  }
  return last.tables;
}

/** The choice of roles that the page's choices mean. @throws DataError as `rolesOf` */
function choiceOf(tables: readonly Table[], data: OwnData): RoleChoice {
  const { chosen, ahead, reading, asModel } = data;
  const { timeFormat, zone } = reading;
  const times = { ...(timeFormat !== undefined && { timeFormat }), ...(zone !== undefined && { zone }) };
  if (asModel) return { ...times, ...asModel.choice };
  if (Object.keys(chosen).length === 0) return { ...times, next: ahead };
  const words = new Set(
    tables.flatMap(({ columns }) => columns.filter(({ kind }) => kind === 'text').map(({ name }) => name)),
  );
  return { ...times, ...roleChoice(chosen, ahead, rolesOf(tables, { ...times, next: ahead }), words) };
}

/** What is understood of tables, for people. */
export function factsOf(tables: readonly Table[], data: OwnData): DataFacts {
  const { sort, duplicates } = data.ordering;
  const { choice, labels, refusal } = tried(tables, data);
  const { columns, warnings, problems, notes, ...seen } = look(tables, {
    ...choice,
    ...(sort && { sort }),
    ...(duplicates && { duplicates }),
  });
  return {
    facts: summaryOf(seen),
    isAsAsked: refusal.length === 0,
    isRefused: problems.length > 0,
    columns: columns.slice(0, LISTED).map((column) => columnFacts(column, labels)),
    unlisted: Math.max(0, columns.length - LISTED),
    warnings: [...new Set([...refusal, ...problems, ...warnings])],
    notes,
  };
}

/** The page's choices, or without them what refuses them. */
function tried(tables: readonly Table[], data: OwnData) {
  try {
    const choice = choiceOf(tables, data);
    return { choice, labels: rolesOf(tables, choice).labels, refusal: [] };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { choice: { next: data.ahead }, labels: {}, refusal: [error.message] };
  }
}

function summaryOf({
  rows,
  recordings: many,
  format,
  dialect,
  time,
}: Pick<Look, 'rows' | 'recordings' | 'format' | 'dialect' | 'time'>): DataFacts['facts'] {
  const { count, shortest, longest } = many;
  const lengths = shortest === longest ? grouped(longest) : `${grouped(shortest)} to ${grouped(longest)}`;
  const interval = time?.interval;
  return {
    format,
    rows: grouped(rows),
    recordings: count > 1 ? `${grouped(count)} of ${lengths} rows` : grouped(count),
    separator: dialect ? separators[dialect.separator] : null,
    'decimal mark': dialect ? (dialect.decimal === ',' ? 'comma' : 'point') : null,
    encoding: dialect ? dialect.encoding : null,
    time: time ? `${time.columns.join(', ')}: ${time.format}${time.zone ? `, ${time.zone}` : ''}` : 'none',
    interval: interval ? `${digits(interval.median)}${time?.unit ? ` ${time.unit}` : ''}` : null,
    gaps: time && time.gaps > 0 ? grouped(time.gaps) : null,
  };
}

const separators = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar', ' ': 'blanks' };

function columnFacts(column: ColumnLook, labels: Roles['labels']): ColumnFacts {
  const { name, unit, kind, missing, min, mean, max, values, why } = column;
  const gaps = Object.entries(missing).map(
    ([marker, count]) => `${grouped(count)}${marker === '' ? '' : ` × ${marker}`}`,
  );
  return {
    name,
    unit: unit ?? '',
    use: useOf(column, labels),
    kind,
    missing: gaps.join(', '),
    range: min === null ? (values?.join(', ') ?? '') : `${digits(min)} … ${digits(max)}`,
    mean: mean === null ? '' : digits(mean),
    why: why ?? '',
  };
}

/** The task that the page's choices ask for. @throws DataError as `rolesOf` and `recordings` */
export function ownTask(name: string, tables: readonly Table[], data: OwnData): TaskSource {
  const choice = choiceOf(tables, data);
  const roles = rolesOf(tables, choice);
  const { time, timeFormat, zone } = choice;
  const { group, labels, oneHot, read, inputs, targets } = roles;
  const dataset = recordings(tables, {
    ...data.ordering,
    ...(time !== undefined && { time }),
    ...(timeFormat !== undefined && { timeFormat }),
    ...(zone !== undefined && { zone }),
    ...{ group, labels, oneHot, columns: read },
  });
  return {
    ...own,
    name,
    about: '',
    data: () => dataset,
    targets,
    inputs,
    ahead: data.ahead,
    policy: data.policy,
    metadata: metadataOf(dataset, tables, data),
  };
}

/** What a blob says, so that `run` reads files of this kind. */
function metadataOf({ time, oneHot }: Dataset, [{ dialect }]: readonly Table[], data: OwnData): Metadata {
  const { policy, reading } = data;
  return {
    ...(time?.kind && timeMetadata(time)),
    ...(oneHot && { oneHot: Object.fromEntries(oneHot) }),
    missing: { policy, markers: reading.missing ?? [] },
    ...(dialect && { table: { ...dialect } }),
  };
}
