/** Chooses the time and the inputs among a table's columns: by the flags, by a blob's training, or by name. */
import { meant } from '../check/nearest.ts';
import type { TimeColumn } from '../data/sequence.ts';
import { findTime } from '../data/time.ts';
import { FileError } from '../files/error.ts';
import type { Reading } from '../format/reading.ts';
import { sentence, UsageError } from './failure.ts';
import type { Notes } from './terminal.ts';

export interface TimeChoice {
  /** From --time; null for none. */
  readonly time?: string | null;
  /** The blob's description of its data. */
  readonly reading?: Reading;
  /** Columns named as inputs or targets. None of them becomes the time unasked. */
  readonly columns?: readonly string[];
}

/** The time of a table; null for none. Reports a time that the blob does not use. @throws DataError for an unknown column */
export function chooseTime(
  notes: Notes,
  file: string,
  { time, reading, columns: read = [] }: TimeChoice,
  columns: readonly string[],
): TimeColumn | null {
  if (time !== undefined) {
    if (time === null && columns.includes('none'))
      notes.say(`${file}: --time none takes no time; the column of that name is --time '"none"'`);
    return findTime(file, columns, time);
  }
  const trained = reading?.timeColumn;
  const isThere = trained && columns.includes(trained) && !read.includes(trained);
  const found = findTime(file, columns, isThere ? trained : undefined, read);
  if (found === null || reading?.trained !== 'without times') return found;
  notes.say(
    `${file}: column "${found.name}" is not read, since the model was trained without times: each row is a step of 1; ` +
      `--time ${found.name} takes it`,
  );
  return null;
}

/** Reports on standard error a column that became the time unasked. */
export function sayTime(notes: Notes, file: string, time: TimeColumn | null): void {
  if (time === null || time.asked) return;
  const { name, holds, beside } = time;
  const what = holds === 'times' ? 'the time of each row' : 'the time since the row before';
  const others = beside.map((one) => `"${one}"`).join(' and ');
  notes.say(
    `${file}: column "${name}" is taken as ${what}${others && `, ${others} left out`}; ` +
      '--time NAME takes another column, --time none takes none',
  );
}

/**
 * The columns that a model reads, in the order of its inputs. If only positions decide, reports which column is which.
 * @param time never an input
 * @param width inputs of the model
 * @param named the columns by name; null: all of them, by position
 * @throws FileError for a missing column, or for too many or too few to go by position
 */
export function inputColumns(
  notes: Notes,
  file: string,
  columns: readonly string[],
  time: TimeColumn | null,
  width: number,
  named: readonly string[] | null,
): readonly string[] {
  const missing = named?.find((name) => !columns.includes(name));
  if (missing !== undefined)
    throw new FileError(
      `${file}: column "${missing}", which the model reads, is missing${sentence(meant(missing, columns))} ` +
        '--inputs NAMES takes other columns',
    );
  if (named) return named;
  const left = columns.filter((name) => name !== time?.name && !time?.beside.includes(name));
  if (left.length !== width)
    throw new FileError(
      `${file}: has ${left.length} columns${time ? ' beside the time' : ''}, ${left.join(', ')}, but the model reads ${width} ` +
        'and does not name them: say which, in the order of its inputs, with --inputs NAMES',
    );
  notes.say(
    `${file}: the model does not name its inputs, so columns go by position: ` +
      `${left.map((name, i) => `input ${i} is "${name}"`).join(', ')}; --inputs NAMES takes others`,
  );
  return left;
}

/** The columns that `run` feeds to a blob: those of --inputs, those that the blob names, or all by position. */
export class RunColumns {
  /** The inputs by name; null if they go by position. */
  private readonly named: readonly string[] | null;

  /**
   * @param width inputs of the model
   * @param chosen from --inputs; empty without it
   * @param time from --time
   * @throws UsageError unless there is one column for each input
   */
  constructor(
    private readonly notes: Notes,
    private readonly file: string,
    private readonly width: number,
    private readonly reading: Reading,
    chosen: readonly string[],
    private readonly time: string | null | undefined,
  ) {
    if (chosen.length > 0 && chosen.length !== width)
      throw new UsageError(
        `--inputs names ${chosen.length} column${chosen.length === 1 ? '' : 's'}, but the model reads ${width}`,
      );
    this.named = chosen.length > 0 ? chosen : reading.inputs;
  }

  /** `chooseTime`, for `readCsv` and `withTime`. */
  timeAmong(columns: readonly string[]): TimeColumn | null {
    const { notes, file, time, reading, named } = this;
    const choice = { reading, ...(time !== undefined && { time }), ...(named && { columns: named }) };
    return chooseTime(notes, file, choice, columns);
  }

  /** Like `inputColumns`. */
  among(columns: readonly string[], time: TimeColumn | null): readonly string[] {
    return inputColumns(this.notes, this.file, columns, time, this.width, this.named);
  }
}
