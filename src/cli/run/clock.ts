import { FileError } from '../../files/error.ts';
import type { TableRow } from '../../table/table.ts';
import type { LiveTime } from '../../table/time/live.ts';
import type { Sample } from './sample.ts';

/** Tells the intervals between the rows of each recording of a stream. */
export class Clock {
  private readonly times = new Map<string, number>();
  /** Recordings whose last interval was too long. */
  private readonly broken = new Set<string>();

  constructor(
    private readonly file: string,
    /** Null without a time. */
    private readonly time: LiveTime | null,
    /** The cells of the time in a row, for messages. */
    private readonly cellOf: (row: TableRow) => string,
    /** The longest interval inside a recording; Infinity without a limit. */
    private readonly longest: number,
    private readonly say: (note: string) => void,
  ) {}

  /** The time of the last row; undefined without one. */
  last(recording: string): number | undefined {
    return this.times.get(recording);
  }

  /** What a row's time says. @throws FileError if it is missing, stands still or goes back */
  next(row: TableRow, recording: string): Pick<Sample, 'dt' | 'gap' | 'isFirst'> {
    const { time, times } = this;
    const before = times.get(recording);
    const isFirst = before === undefined;
    if (time === null) {
      times.set(recording, 0);
      return { dt: null, gap: null, isFirst };
    }
    const now = time.read(row.numbers);
    const where = `${this.file}: line ${row.line}, column "${time.columns.join(', ')}"`;
    if (Number.isNaN(now))
      throw new FileError(`${where}: the time is missing; leave the row out, or take no time: --time none`);
    times.set(recording, now);
    if (time.kind !== 'interval')
      return isFirst ? { dt: null, gap: null, isFirst } : this.between(now - before, row, recording, where);
    if (!(now > 0))
      throw new FileError(
        `${where}: ${now} is no interval: it is the time since the row before, which must be > 0; --time NAME|none`,
      );
    return isFirst ? { dt: now, gap: null, isFirst } : this.between(now, row, recording, where);
  }

  private between(
    dt: number,
    row: TableRow,
    recording: string,
    where: string,
  ): Pick<Sample, 'dt' | 'gap' | 'isFirst'> {
    if (!(dt > 0))
      throw new FileError(
        `${where}: the time ${dt === 0 ? 'stands still' : 'goes back'}: "${this.cellOf(row)}", but times must increase: --sort and ` +
          '--duplicates first|mean put a whole file in order, --group NAME tells recordings apart, --time none takes no time',
      );
    if (!(dt > this.longest)) {
      this.broken.delete(recording);
      return { dt, gap: null, isFirst: false };
    }
    // of gaps that follow one another the first is enough
    if (!this.broken.has(recording))
      this.say(
        `line ${row.line}: a gap of ${dt} is longer than in training, so the state starts anew; --split-gap none goes on`,
      );
    this.broken.add(recording);
    return { dt: null, gap: dt, isFirst: true };
  }
}
