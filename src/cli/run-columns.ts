import type { TimeColumn } from '../data/sequence.ts';
import type { Reading } from '../format/reading.ts';
import { inputColumns } from './input-columns.ts';
import type { Notes } from './notes.ts';
import { chooseTime } from './time-column.ts';
import { UsageError } from './usage.ts';

/** The columns that `run` feeds a blob with: those of --inputs, those that the blob names, or all by position. */
export class RunColumns {
  /** The inputs by name; null where they go by position. */
  private readonly named: readonly string[] | null;

  /**
   * @param width inputs of the model
   * @param chosen as --inputs says; empty where it is left out
   * @param time as --time says
   * @throws UsageError for other than one column for each input
   */
  constructor(
    private readonly notes: Notes,
    private readonly file: string,
    private readonly width: number,
    private readonly reading: Reading,
    chosen: readonly string[],
    private readonly time: string | undefined,
  ) {
    if (chosen.length > 0 && chosen.length !== width)
      throw new UsageError(
        `--inputs names ${chosen.length} column${chosen.length === 1 ? '' : 's'}, but the model reads ${width}`,
      );
    this.named = chosen.length > 0 ? chosen : reading.inputs;
  }

  /** For `readCsv` and `withTime`, as `chooseTime`. */
  timeAmong(columns: readonly string[]): TimeColumn | null {
    const { notes, file, time, reading, named } = this;
    const choice = { reading, ...(time !== undefined && { time }), ...(named && { columns: named }) };
    return chooseTime(notes, file, choice, columns);
  }

  /** As `inputColumns`. */
  among(columns: readonly string[], time: TimeColumn | null): readonly string[] {
    return inputColumns(this.notes, this.file, columns, time, this.width, this.named);
  }
}
