/** Reads tables for the commands. */
import { resolve } from 'node:path';
import { tableNotes } from '../data/notes.ts';
import { inputFiles } from '../files/inputs.ts';
import { openTable } from '../files/read.ts';
import { readTables } from '../table/read.ts';
import type { Table, TableOptions } from '../table/table.ts';
import { UsageError } from './failure.ts';
import { type RecordingFlags, type TableFlags, tableOptionsOf } from './flags/table.ts';
import type { Notes } from './terminal.ts';

/**
 * The tables of files, folders and patterns, in order; what readers assumed is reported.
 * @param names as `inputFiles` takes them
 * @param more options of the reader that no flag says
 * @throws FileError, DataError
 */
export async function tablesOf(
  notes: Notes,
  names: readonly string[],
  flags: TableFlags & Pick<RecordingFlags, 'group' | 'time'> = {},
  more: Omit<Partial<TableOptions>, 'file'> = {},
): Promise<Table[]> {
  const options = { ...tableOptionsOf(flags), ...more };
  const tables: Table[] = [];
  for (const file of await inputFiles(names, notes.say))
    tables.push(...(await readTables(openTable(file), { ...options, file })));
  for (const note of tableNotes(tables)) notes.say(note);
  const [{ file, columns }] = tables;
  if (flags.time === null)
    sayNone(
      notes,
      file,
      columns.map(({ name }) => name),
    );
  return tables;
}

/**
 * The files of data that arguments name, without that of --labels.
 * @throws FileError as `inputFiles`; UsageError if the labels are all that is named
 */
export async function dataFiles(
  { say }: Notes,
  names: readonly string[],
  labels: string | undefined,
): Promise<readonly string[]> {
  const files = await inputFiles(names, say);
  if (labels === undefined) return files;
  const data = files.filter((file) => resolve(file) !== resolve(labels));
  if (data.length === 0)
    throw new UsageError(
      `--labels: ${labels} labels recordings, but none is named beside it: name their files`,
    );
  return data;
}

/** Says how to name a column `none` as the time, where --time none may not mean it. */
export function sayNone({ say }: Notes, file: string, columns: readonly string[]): void {
  if (columns.includes('none'))
    say(`${file}: --time none takes no time; the column of that name is --time '"none"'`);
}
