/** Whether a made file that comes in parts was read right, row by row. */
import { DataError } from '../../../src/check/data-error.ts';
import type { TableOptions, TableSource, TableStream } from '../../../src/table/table.ts';
import { groupMarks, type MadeColumn } from './columns.ts';
import { lacking, type Verdict } from './judge.ts';
import type { MadeFile } from './make.ts';

/** The reader under test. */
export type StreamReader = (source: TableSource, options: TableOptions) => Promise<TableStream>;

/** The bytes in parts of a length. */
export async function* parts(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.slice(at, at + length);
}

/** All that a user could say of how a file is written: the first row alone does not tell it. */
export function dialectOf({ kinds }: MadeFile): Partial<TableOptions> {
  const { encoding, separator, decimal } = kinds;
  const [name] = encoding.split(' ');
  return { encoding: name, separator, decimal, thousands: groupMarks(kinds).told } as Partial<TableOptions>;
}

/** Reads a file in parts of `length` bytes, and holds each row against the truth. */
export async function judgeStream(
  made: MadeFile,
  options: Partial<TableOptions>,
  length: number,
  reader: StreamReader,
): Promise<Verdict> {
  const misread = (said: string): Verdict => ({ outcome: 'misread', said });
  try {
    const stream = await reader(parts(made.bytes, length), { file: made.file, ...options });
    const names = stream.columns.map(({ name }) => name).join(' | ');
    const truth = made.columns.map(({ name }) => name).join(' | ');
    let row = 0;
    for await (const { numbers, cells } of stream) {
      if (names !== truth) return misread(`columns ${names}, not ${truth}`);
      for (const [c, column] of made.columns.entries()) {
        if (row >= made.rows) return misread(`more than ${made.rows} rows`);
        const off = cellOff(column, row, numbers[c], cells[c]);
        if (off !== null) return misread(`row ${row + 1}, column ${column.name}: ${off}`);
      }
      row++;
    }
    return row === made.rows ? { outcome: 'read', said: '' } : misread(`${row} rows, not ${made.rows}`);
  } catch (error) {
    if (!(error instanceof DataError)) return misread(`threw ${(error as Error).stack}`);
    const lacks = lacking(error.message, made.file);
    if (lacks === null) return { outcome: 'refused', said: error.message };
    return misread(`refused without ${lacks}: ${error.message}`);
  }
}

function cellOff(column: MadeColumn, row: number, number: number, cell: string): string | null {
  const written = column.cells[row].trim();
  if (cell !== written) return `cell ${JSON.stringify(cell)}, not ${JSON.stringify(written)}`;
  const truth = column.numbers?.[row];
  return truth === undefined || Object.is(number, truth) || number === truth
    ? null
    : `${number}, not ${truth}`;
}
