/** Reads CSV and NPY files for the commands. */

import { DataError } from '../check/data-error.ts';
import { kindOf } from '../check/kind.ts';
import { beyond, limits } from '../check/limits.ts';
import { readCsv } from '../data/csv.ts';
import { readNpy } from '../data/npy.ts';
import type { Dataset } from '../data/sequence.ts';
import { coarseColumn } from '../data/single.ts';
import { withTime } from '../data/time.ts';
import { readBytes } from '../files/read.ts';
import { chooseTime, sayTime, type TimeChoice } from './columns.ts';
import type { Notes } from './terminal.ts';

/**
 * Reads a CSV or NPY file. Reports a column that became the time unasked.
 * @param choice of the time; with `columns`, the other columns of a CSV may hold anything
 * @throws FileError, DataError
 */
export async function readData(notes: Notes, path: string, choice: TimeChoice = {}): Promise<Dataset> {
  return parseData(notes, path, await readBytes(path, 'table'), choice);
}

/** Like `readData`, from the file's bytes. */
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

/** @throws DataError for a column that is read, but whose values single precision cannot tell apart */
function checkSingle(path: string, { channels, recordings }: Dataset, { columns }: TimeChoice): void {
  const coarse = coarseColumn(
    recordings.map(({ values }) => values),
    channels.map((name) => (columns?.includes(name) === false ? null : `column "${name}"`)),
  );
  if (coarse !== null) throw new DataError(`${path}: ${coarse}; save float64, or leave the column out`);
}

/** Decides by the first bytes, whatever the file's name. */
export const isNpy = (bytes: Uint8Array): boolean => kindOf(bytes).name === 'npy';

/**
 * Yields the lines of a stream as they arrive, without their LF or CRLF.
 * @param file for messages
 * @throws DataError for a line that is too long
 */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array>,
  file: string,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 0;
  for await (const chunk of stream) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const parts = (rest + text).split('\n');
    rest = parts.pop() as string;
    for (const part of parts) {
      line++;
      checkLine(part, line, file);
      yield part.endsWith('\r') ? part.slice(0, -1) : part;
    }
    checkLine(rest, line + 1, file);
  }
  rest += decoder.decode();
  if (rest !== '') yield rest.endsWith('\r') ? rest.slice(0, -1) : rest;
}

function checkLine(text: string, line: number, file: string): void {
  if (text.length > limits.line.most) throw new DataError(`${file}: line ${line} ${beyond('line')}`);
}
