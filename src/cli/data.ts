/** CSV and NPY files that the commands read. */

import { kindOf } from '../check/kind.ts';
import { readCsv } from '../data/csv.ts';
import { readNpy } from '../data/npy.ts';
import { DataError, type Dataset } from '../data/sequence.ts';
import { coarseColumn } from '../data/single.ts';
import { withTime } from '../data/time.ts';
import { readBytes } from './files.ts';
import type { Notes } from './notes.ts';
import { chooseTime, sayTime, type TimeChoice } from './time-column.ts';

/**
 * Reads a CSV or NPY file. Says which column was taken as time unasked.
 * @param choice which column that is; with `columns`, the others of a CSV may hold anything
 * @throws FileError, DataError
 */
export async function readData(notes: Notes, path: string, choice: TimeChoice = {}): Promise<Dataset> {
  return parseData(notes, path, await readBytes(path, 'table'), choice);
}

/** As `readData`, from the file's bytes. */
export function parseData(notes: Notes, path: string, bytes: Uint8Array, choice: TimeChoice): Dataset {
  const timeColumn = (columns: readonly string[]) => chooseTime(notes, path, choice, columns);
  if (isNpy(bytes)) {
    const all = readNpy(bytes, { file: path });
    const dataset = withTime(path, all, timeColumn(all.channels));
    if (dataset.single) checkSingle(path, dataset, choice);
    return dataset;
  }
  const { columns } = choice;
  const text = new TextDecoder().decode(bytes);
  const dataset = readCsv(text, { file: path, timeColumn, ...(columns && { columns }) });
  sayTime(notes, path, dataset.time ?? null);
  return dataset;
}

/** @throws DataError for a column that is read and cannot be told apart in single precision */
function checkSingle(path: string, { channels, recordings }: Dataset, { columns }: TimeChoice): void {
  const coarse = coarseColumn(
    recordings.map(({ values }) => values),
    channels.map((name) => (columns?.includes(name) === false ? null : `column "${name}"`)),
  );
  if (coarse !== null) throw new DataError(`${path}: ${coarse}; save float64, or leave the column out`);
}

/** By the first bytes, whatever the file is called. */
export const isNpy = (bytes: Uint8Array): boolean => kindOf(bytes).name === 'npy';
