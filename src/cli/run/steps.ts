import { FileError } from '../../files/error.ts';
import type { Reading } from '../../format/reading.ts';
import type { IntervalWatch } from '../interval.ts';
import type { Sample } from './sample.ts';

/** The interval of each step. */
export class Steps {
  private untimed = 0;

  constructor(
    private readonly file: string,
    private readonly reading: Reading,
    /** Whether the caller wants no time. Then each step takes the usual interval. */
    private readonly isCounted: boolean,
    private readonly watch: IntervalWatch,
  ) {}

  /**
   * @param sample its interval is null at the first row of a recording, and without a time
   * @throws FileError at a second row without a time, if the model was trained with times
   */
  of({ dt: given, gap, isFirst }: Pick<Sample, 'dt' | 'gap' | 'isFirst'>): number {
    if (gap !== null) this.watch.see(gap);
    if (given !== null) {
      this.watch.see(given);
      return given;
    }
    const { trained, interval } = this.reading;
    if (!isFirst) this.untimed++;
    if (this.untimed > 0 && trained === 'with times' && !this.isCounted)
      throw withoutTimes(this.file, interval);
    return (trained === 'with times' ? interval : null) ?? 1;
  }

  end(): void {
    this.watch.judge();
  }
}

/** Data without a time for a model that was trained with times. @param interval the usual one */
export const withoutTimes = (file: string, interval: number | null): FileError =>
  new FileError(
    `${file}: the model was trained with intervals, but there is no time column: name it with --time, ` +
      `or say --time none for steps of ${interval ?? 1}`,
  );
