/** Rows of a text table as they come, made samples. */
import type { Reading } from '../../format/reading.ts';
import { streamTable } from '../../table/stream.ts';
import type { TableOptions, TableRow, TableSource } from '../../table/table.ts';
import { type LiveTime, liveTime } from '../../table/time/live.ts';
import type { TimeChoice } from '../../table/time/meaning.ts';
import { timeText } from '../../table/time/shown-time.ts';
import { sayNone } from '../tables.ts';
import type { Notes } from '../terminal.ts';
import { Clock } from './clock.ts';
import { Plan, type Wanted } from './plan.ts';
import type { Sample } from './sample.ts';
import { timeNotes } from './settings.ts';

/** A stream of samples, whose header and first row are known. */
export interface Rows {
  readonly samples: AsyncIterable<Sample>;
  readonly wanted: Wanted;
  readonly isGrouped: boolean;
  /** As in `Opened`. */
  timeAfter(column: string, recording: string, span: number): string | null;
}

/** How rows are read. */
export interface RowOptions {
  readonly table: TableOptions;
  time(columns: readonly string[]): TimeChoice;
  /** Columns that say to which recording a row belongs. */
  group(columns: readonly string[]): readonly string[];
  /** The longest interval inside a recording; Infinity without a limit. */
  readonly longest: number;
  /** Names the recording of rows without a group. */
  readonly recording: string;
}

/** Decides what is read, once the columns of a table are known, and which of them are the time and say groups. */
export type Chosen = (
  columns: readonly string[],
  others: { readonly time: readonly string[]; readonly group: readonly string[] },
) => Wanted;

/**
 * Reads rows as samples, each as soon as its line is there.
 * @param wanted decides what is read once the columns are known
 * @throws FileError, DataError
 */
export async function rowsOf(
  notes: Notes,
  source: TableSource,
  options: RowOptions,
  reading: Reading,
  wanted: Chosen,
): Promise<Rows> {
  const { file } = options.table;
  const say = (note: string): void => notes.say(`${file}: ${note}`);
  const stream = await streamTable(source, { ...options.table, onNote: say });
  for (const note of stream.notes) say(note);
  const iterator = stream[Symbol.asyncIterator]();
  const first = await iterator.next();
  const names = stream.columns.map(({ name }) => name);
  if (options.time(names).columns === null) sayNone(notes, file, names);
  const time = first.done
    ? null
    : timeOf(notes, file, stream.columns, first.value, options.time(names), reading);
  const group = options.group(names);
  const chosen = wanted(names, { time: time?.columns ?? [], group });
  const plan = new Plan(file, chosen, stream.columns, stream.isMissing, say);
  const at = group.map((name) => names.indexOf(name));
  const groupOf = ({ cells }: TableRow): string =>
    [...(options.recording ? [options.recording] : []), ...at.map((c) => cells[c])].join(', ');
  const timeCell = ({ cells }: TableRow): string =>
    (time?.columns ?? []).map((name) => cells[names.indexOf(name)]).join(' ');
  const clock = new Clock(file, time, timeCell, options.longest, say);
  async function* samples(): AsyncGenerator<Sample, void, undefined> {
    for (let next = first; !next.done; next = await iterator.next()) {
      const row = next.value;
      const recording = groupOf(row);
      const taken = plan.take(row);
      yield { recording, ...clock.next(row, recording), ...taken };
    }
  }
  const timeAfter = (column: string, recording: string, span: number): string | null => {
    const last = clock.last(recording);
    if (!time?.columns.includes(column) || last === undefined || time.kind === 'interval') return null;
    return timeText(time, last + span);
  };
  return { samples: samples(), wanted: chosen, isGrouped: at.length > 0, timeAfter };
}

/** The time of the stream; null if there is none, or the model knows no times. */
function timeOf(
  notes: Notes,
  file: string,
  columns: Parameters<typeof liveTime>[1],
  first: TableRow,
  choice: TimeChoice,
  reading: Reading,
): LiveTime | null {
  const found = liveTime(file, columns, first.numbers, choice);
  if (found === null) return null;
  if (reading.trained === 'without times' && !found.asked) {
    notes.say(
      `${file}: column "${found.columns.join(', ')}" is not read, since the model was trained without times: each row is a step ` +
        `of 1; --time ${found.columns.join(',')} takes it`,
    );
    return null;
  }
  for (const note of timeNotes(found, reading)) notes.say(`${file}: ${note}`);
  return found;
}
