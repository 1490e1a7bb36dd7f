/** Tables of JSON objects, one a line: `{"t":0,"a":1.5}`; a list of such objects too, if it is small. */
import { DataError } from '../../check/data-error.ts';
import { beyond, limits } from '../../check/limits.ts';
import { isObject } from '../../check/options.ts';
import { collected, type Parts } from '../source.ts';
import type { Table, TableOptions } from '../table.ts';
import { linesOf } from './lines.ts';
import { BY_JQ, noObject, parsed } from './object.ts';
import { JsonRows } from './rows.ts';

/**
 * Reads JSON lines, or a list of objects. A key is a column, in order of appearance; a key of an object within is called
 * `outer.inner`. A key that a row lacks and null are missing values, true and false are texts, and texts are read as the cells
 * of a text table. Keys that hold lists are left out, with a note, unless they are asked for.
 * @param start of the source, to see whether it is a list
 * @throws {DataError} naming line and key: for what is no JSON object, for a list that is asked for, for too many keys
 */
export async function jsonTable(start: Uint8Array, parts: Parts, options: TableOptions): Promise<Table> {
  const rows = new JsonRows(options);
  if (/^\s*\[/.test(new TextDecoder().decode(start.subarray(0, 1024)))) await readList(parts, rows, options);
  else await readLines(parts, rows, options);
  return rows.finish();
}

async function readLines(parts: Parts, rows: JsonRows, { file }: TableOptions): Promise<void> {
  let before = 0;
  for await (const { text, line, ended } of linesOf(parts, file)) {
    if (text === '') continue;
    const value = parsed(text);
    if (value === undefined && !ended && before > 0) {
      rows.note(`line ${line} is not complete and is left out: it was still being written, perhaps`);
      return;
    }
    if (!isObject(value)) throw noObject(value, text, `${file}: line ${line}`);
    rows.add(value, line);
    before = line;
  }
}

async function readList(parts: Parts, rows: JsonRows, { file }: TableOptions): Promise<void> {
  const bytes = await collected(
    parts,
    limits.json.most,
    () => new DataError(`${file}: ${beyond('json')}; make lines of it: ${BY_JQ}`),
  );
  const list = parsed(new TextDecoder().decode(bytes));
  if (!Array.isArray(list)) throw new DataError(`${file}: is no complete JSON list: copy it again`);
  for (const [k, value] of list.entries()) {
    if (!isObject(value)) throw noObject(value, '', `${file}: element ${k + 1} of the list`);
    rows.add(value, k + 1);
  }
}
