import { DataError } from '../check/data-error.ts';
import type { Column, Table } from '../table/table.ts';
import type { Dataset, Recording } from './sequence.ts';
import { classesOf, rowsBy, wordsOf } from './words.ts';

/** How the rows of a file of labels found their recordings. */
const ways = {
  name: 'by name',
  number: 'by the number in their names',
  order: 'in their order',
} as const;

/**
 * Gives each recording its label from a table with a row for each: one column names the recording, another its class. A
 * recording is named by its file, with or without folder and ending, by its group, or by the last number in its name; a table
 * of one column labels recordings in their order.
 * @param column with the labels
 * @param names of the classes, in order
 * @returns the dataset with the labels as another channel, constant in each recording
 * @throws DataError for a recording without a row, or with two; for a row that fits several, and for an empty label
 */
export function labelRecordings(
  dataset: Dataset,
  table: Table,
  column: string,
  names: readonly string[],
): Dataset {
  const { recordings, channels } = dataset;
  const label = labelColumn(table, column);
  if (channels.includes(label.name))
    throw new DataError(
      `${table.file}: the data have a column "${label.name}" of their own; rename one of them`,
    );
  const places = classesOf({ table, column: label }, names);
  const { rows, way } = matched(dataset, table, label);
  const labelled = recordings.map((recording, r) => {
    const place = places[rows[r]];
    if (Number.isNaN(place))
      throw new DataError(
        `${table.file}: line ${table.lineOf(rows[r])}, column "${label.name}": the label of ${recording.name} is empty`,
      );
    return widened(recording, place);
  });
  return {
    ...dataset,
    channels: [...channels, label.name],
    recordings: labelled,
    labels: new Map([...(dataset.labels ?? []), [label.name, names]]),
    notes: [
      ...(dataset.notes ?? []),
      `${table.file}: "${label.name}" labels ${recordings.length} recordings ${ways[way]}; --target NAME takes another column`,
    ],
  };
}

/** The column of labels, by default the last. @throws DataError if there is none of that name */
export function labelColumn({ columns, file }: Table, wanted: string | undefined): Column {
  if (wanted === undefined) return columns[columns.length - 1];
  const found = columns.find(({ name }) => name === wanted);
  if (found) return found;
  throw new DataError(
    `${file}: has no column "${wanted}" with the labels, only ${columns.map(({ name }) => `"${name}"`).join(', ')}: name it with --target`,
  );
}

/** The row of each recording. */
function matched(
  { recordings }: Dataset,
  table: Table,
  label: Column,
): { rows: number[]; way: keyof typeof ways } {
  const keyed = table.columns.find((one) => one !== label);
  if (!keyed) {
    if (table.rows !== recordings.length)
      throw new DataError(
        `${table.file}: has ${table.rows} labels for ${recordings.length} recordings; add a column that names the recording of each`,
      );
    return { rows: recordings.map((_, r) => r), way: 'order' };
  }
  const byKey = rowsBy(table.rows, wordsOf(keyed) ?? (() => null));
  for (const way of ['name', 'number'] as const) {
    const rows = recordings.map((one) => {
      const names = way === 'name' ? aliases(one.name) : numberOf(one.name);
      return [...new Set(names)].flatMap((key) => byKey.get(key) ?? []).sort((a, b) => a - b);
    });
    if (rows.every((found) => found.length === 0)) continue;
    const odd = rows.findIndex((found) => found.length !== 1);
    if (odd < 0) return { rows: rows.flat(), way };
    const { name } = recordings[odd];
    throw new DataError(
      rows[odd].length === 0
        ? `${table.file}: no row labels ${name}: add one whose "${keyed.name}" is ${aliases(name).at(-1)}`
        : `${table.file}: lines ${rows[odd].map((row) => table.lineOf(row)).join(' and ')} both label ${name}: remove one`,
    );
  }
  throw new DataError(
    `${table.file}: no cell of column "${keyed.name}", such as "${byKey.keys().next().value ?? ''}", names a recording, ` +
      `such as ${recordings[0].name}: put their file names there`,
  );
}

/** What a recording may be called: its path, its file, its file without endings, its group. */
function aliases(name: string): string[] {
  const [, path, group] = /^(.*?)(?:\[(.*)\])?$/.exec(name) as RegExpExecArray;
  const file = path.split(/[\\/]/).at(-1) as string;
  const stem = file.replace(/(\.(csv|tsv|txt|npy|parquet|jsonl|ndjson|gz))+$/i, '');
  if (group === undefined) return [path, file, stem];
  return [name, group, ...group.split(', ').map((one) => one.replace(/^[^=]*=/, ''))];
}

/** The last number in what a recording is called. */
function numberOf(name: string): string[] {
  const found = /(\d+)\D*$/.exec(aliases(name).at(-1) as string);
  return found ? [String(Number(found[1]))] : [];
}

/** Adds a channel of one value. */
function widened(recording: Recording, value: number): Recording {
  const { length, channels, values } = recording;
  const wider = new Float64Array(length * (channels + 1)).fill(value);
  for (let t = 0; t < length; t++)
    wider.set(values.subarray(t * channels, (t + 1) * channels), t * (channels + 1));
  return { ...recording, channels: channels + 1, values: wider };
}
