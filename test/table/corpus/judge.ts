/** Whether a made file was read right, refused with a way out, or misread. */
import { DataError } from '../../../src/check/data-error.ts';
import type { Dataset, Recording } from '../../../src/data/sequence.ts';
import type { Column, Table, TableOptions } from '../../../src/table/table.ts';
import type { MadeColumn } from './columns.ts';
import type { MadeFile, MadeRecording, Options, RecordingChoices } from './make.ts';

/** The readers under test. */
export interface Readers {
  readTable(bytes: Uint8Array, options: TableOptions): Promise<Table>;
  recordings(table: Table, options: RecordingChoices & { columns: readonly string[] }): Dataset;
}

export interface Verdict {
  readonly outcome: 'read' | 'refused' | 'misread';
  /** What is wrong, or the refusal. */
  readonly said: string;
}

/** Reads a file with what is said of it, and holds the result against the truth. */
export async function judge(made: MadeFile, options: Options, readers: Readers): Promise<Verdict> {
  try {
    const table = await readers.readTable(made.bytes, { file: made.file, ...options.table });
    const { wrong, unsure } = compareTable(table, made);
    if (wrong.length > 0) return { outcome: 'misread', said: wrong.slice(0, 5).join('\n') };
    const numbers = made.columns.filter(
      ({ name, kind }) => kind === 'number' && !made.axis.names.includes(name),
    );
    const columns = numbers.map(({ name }) => name).filter((name) => !isTime(name, made, options));
    const dataset = readers.recordings(table, { ...options.recordings, columns });
    if (unsure !== null) return { outcome: 'misread', said: `${unsure}, and the recordings have it` };
    const off = compareRecordings(dataset, made, columns);
    return off === null ? { outcome: 'read', said: '' } : { outcome: 'misread', said: off };
  } catch (error) {
    if (!(error instanceof DataError)) return { outcome: 'misread', said: `threw ${(error as Error).stack}` };
    const lacks = lacking(error.message, made.file);
    if (lacks === null) return { outcome: 'refused', said: error.message };
    return { outcome: 'misread', said: `refused without ${lacks}: ${error.message}` };
  }
}

const isTime = (name: string, { columns, axis }: MadeFile, { recordings }: Options): boolean =>
  [recordings.time ?? []].flat().includes(name) ||
  (axis.names.length > 0 && columns.find((column) => column.name === name)?.kind === 'time');

const edit = /--[a-z]|\b(rename|remove|delete|save|write|quote|split|convert|edit|add)\b/i;

/** What a refusal lacks: the file, or a flag or an edit that helps. */
export function lacking(message: string, file: string): string | null {
  if (!message.includes(file)) return 'the file';
  return edit.test(message) ? null : 'a flag or an edit';
}

/**
 * @returns what differs, and what recordings must refuse: a column of numbers or times that was taken for a text, or times that
 * the table says could be others
 */
function compareTable(table: Table, made: MadeFile): { wrong: string[]; unsure: string | null } {
  const wrong: string[] = [];
  if (table.rows !== made.rows) wrong.push(`${table.rows} rows, not ${made.rows}`);
  const names = table.columns.map(({ name }) => name).join(' | ');
  const truth = made.columns.map(({ name }) => name).join(' | ');
  if (names !== truth) wrong.push(`columns ${names}, not ${truth}`);
  if (wrong.length > 0) return { wrong, unsure: null };
  let unsure: string | null = null;
  for (const [c, column] of table.columns.entries()) {
    const own = made.columns[c];
    if (column.kind === 'text' && own.kind !== 'text') unsure ??= `${own.name} is a text`;
    else {
      const off = compareColumn(column, own, made);
      if (off !== null && column.time?.ambiguous) unsure ??= `${own.name}: ${off}`;
      else if (off !== null) wrong.push(`column ${own.name}: ${off}`);
    }
    const sum = [...column.missing.values()].reduce((a, b) => a + b, 0);
    const gaps =
      own.numbers?.filter(Number.isNaN).length ?? own.texts?.filter((text) => text === null).length ?? 0;
    if (column.kind !== 'text' && sum !== gaps) wrong.push(`column ${own.name}: ${sum} missing, not ${gaps}`);
  }
  return { wrong, unsure };
}

function compareColumn(column: Column, own: MadeColumn, made: MadeFile): string | null {
  const expected = own.kind === 'clock' ? 'time' : own.kind;
  const isNumber = own.numbers !== null;
  if (column.kind !== (own.kind === 'time' && isNumber ? 'number' : expected))
    return `a ${column.kind}, not a ${expected}`;
  for (let row = 0; row < made.rows; row++) {
    if (own.kind === 'clock') continue;
    const off =
      own.texts !== null
        ? differs(textAt(column, row), own.texts[row])
        : isNumber
          ? differs(column.numbers?.[row], own.numbers?.[row])
          : momentOff(column, row, own, made);
    if (off !== null) return `row ${row + 1}, ${JSON.stringify(own.cells[row])}: ${off}`;
  }
  return null;
}

const textAt = (column: Column, row: number): string | null => {
  const code = column.codes?.[row] ?? -1;
  return code < 0 ? null : column.words[code].trim();
};

/** Negative zero is zero: its sign tells nobody anything. */
const differs = (got: unknown, truth: unknown): string | null =>
  Object.is(got, truth) || got === truth ? null : `${got}, not ${truth}`;

function momentOff(column: Column, row: number, own: MadeColumn, { axis, kinds }: MadeFile): string | null {
  if (column.time?.holds === 'clock') return null;
  // which of the hour that comes twice it is, the order of rows tells later
  if (kinds.order === 'end of summer time') return null;
  const day = column.time?.holds === 'date' && axis.names.length === 2;
  const moment = own.moments![row];
  const truth = day ? moment - (moment % 86_400_000_000_000n) : moment;
  const from = Number(truth - BigInt(Math.floor(column.time?.origin ?? Number.NaN)) * 1_000_000_000n) / 1e9;
  const got = column.numbers![row] + ((column.time?.origin ?? 0) % 1);
  return Math.abs(got - from) <= axis.format.within + Math.abs(from) * 2 ** -52
    ? null
    : `${got} s, not ${from} s`;
}

function compareRecordings(dataset: Dataset, made: MadeFile, columns: readonly string[]): string | null {
  if (dataset.channels.join('|') !== columns.join('|')) return `channels ${dataset.channels}, not ${columns}`;
  if (dataset.recordings.length !== made.recordings.length) return `${dataset.recordings.length} recordings`;
  for (const [r, recording] of dataset.recordings.entries()) {
    const off = compareRecording(recording, made.recordings[r], made, columns);
    if (off !== null) return `recording ${recording.name}: ${off}`;
  }
  return null;
}

function compareRecording(
  recording: Recording,
  { group, rows }: MadeRecording,
  made: MadeFile,
  columns: readonly string[],
): string | null {
  const expected = group === null ? made.file : `${made.file}[device=${group}]`;
  if (recording.name !== expected) return `not ${expected}`;
  if (recording.length !== rows.length) return `${recording.length} samples, not ${rows.length}`;
  for (const [c, name] of columns.entries()) {
    const { numbers } = made.columns.find((column) => column.name === name)!;
    for (const [t, row] of rows.entries()) {
      const off = differs(recording.values[t * columns.length + c], numbers![row]);
      if (off !== null) return `${name} of sample ${t}: ${off}`;
    }
  }
  return intervalsOff(recording, rows, made);
}

function intervalsOff({ dt }: Recording, rows: readonly number[], { axis }: MadeFile): string | null {
  if (axis.format.kind === 'none') return dt === null ? null : 'intervals without a time';
  if (dt === null) return 'no intervals';
  for (let t = 1; t < rows.length; t++) {
    const truth = Number(axis.moments[rows[t]] - axis.moments[rows[t - 1]]) / 1e9;
    const tolerance = 2 * axis.format.within + 1e-12 * truth;
    if (!(Math.abs(dt[t] - truth) <= tolerance)) return `interval ${t} is ${dt[t]}, not ${truth}`;
  }
  return null;
}
