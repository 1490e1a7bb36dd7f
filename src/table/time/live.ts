/** The time of rows as they come. */
import type { TableStream } from '../table.ts';
import { DayWrap, isClock, type TimeAxis } from './axis.ts';
import { DoubledHour, zoneWithDoubledHours } from './doubled-hour.ts';
import { findTime } from './find.ts';
import type { TimeChoice } from './meaning.ts';
import { timeRule } from './rule.ts';

/** The time of a stream's rows. */
export interface LiveTime extends Omit<TimeAxis, 'values'> {
  /**
   * @param cells the numbers of a row, for every column of the stream
   * @returns the row's time as an axis has it, or its interval; NaN if it is missing. Call it once for each row, in order: of
   * the hour that comes twice it takes the later once time steps back or stands still
   */
  read(cells: ArrayLike<number>): number;
}

/**
 * The time of a stream of rows, as `timeAxis` finds it.
 * @param first the numbers of the first row: their magnitude tells the unit if `choice.timeFormat` does not
 * @returns null if there is none
 * @throws {DataError} as `timeAxis`
 */
export function liveTime(
  file: string,
  columns: TableStream['columns'],
  first: ArrayLike<number>,
  choice: TimeChoice,
): LiveTime | null {
  const found = findTime(file, columns, choice);
  if (found === null) return null;
  const { at: places, asked, beside } = found;
  const chosen = places.map((at) => ({ ...columns[at], numbers: [first[at]] }));
  const { at, ...rule } = timeRule(file, chosen, choice);
  const zone = zoneWithDoubledHours(rule);
  const hours = zone === null ? null : new DoubledHour(zone);
  const wrap = isClock(rule) ? new DayWrap() : null;
  const cells = new Float64Array(places.length);
  const read = (row: ArrayLike<number>): number => {
    for (let k = 0; k < places.length; k++) cells[k] = row[places[k]];
    const time = at(cells);
    if (Number.isNaN(time)) return time;
    if (wrap !== null || hours === null) return wrap?.next(time) ?? time;
    // a shift is of whole seconds: all digits behind the mark stay
    return time + Math.round(hours.next(rule.origin + time) - (rule.origin + time));
  };
  return { ...rule, columns: chosen.map(({ name }) => name), asked, beside, read };
}
