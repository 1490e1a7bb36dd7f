/** Sequences of samples: the common type of all readers and generators. */
import { DataError } from '../check/data-error.ts';

/** One uninterrupted sequence of T samples of C channels. */
export interface Recording {
  /** Names it in messages: a file, `file[3]` for the fourth recording of a file, or a system. */
  name: string;
  /** T, at least 1. */
  length: number;
  /** C, at least 1. */
  channels: number;
  /** [T × C], row-major, finite; NaN where a value is missing. */
  values: Float64Array;
  /**
   * [T], time since the previous sample, all > 0; null if samples are only counted. If it comes from times, `dt[0]` has no
   * previous sample and is the median of the others. In a later part of a longer recording it is the true interval.
   */
  dt: Float64Array | null;
  /** Time of the first sample: seconds since 1970 or, of plain numbers, as the data count; absent if unknown. */
  start?: number;
  /**
   * How many first samples belong to another part of a split: inputs that bring the state up before this part is scored. Their
   * values are no targets.
   */
  context?: number;
}

/** The column of a table that became the intervals of its recordings. */
export interface TimeColumn {
  readonly name: string;
  /** The time of each row, strictly increasing; or the time since the row before, > 0. */
  readonly holds: 'times' | 'intervals';
  /** Whether the caller chose it. Otherwise its name decided. */
  readonly asked: boolean;
  /** Other columns named like a time. They are no channels either. */
  readonly beside: readonly string[];
  /** The columns that the time is read from: one, or a date and a clock. */
  readonly columns?: readonly string[];
  /** Dates, numbers since 1970, plain numbers, or intervals. */
  readonly kind?: 'calendar' | 'epoch' | 'number' | 'interval';
  /** Of `dt`: seconds for dates and numbers since 1970; null if nobody said. */
  readonly unit?: 's' | null;
  /** As `--time-format` takes it. */
  readonly format?: string;
  /** `UTC`, an offset or a name of the IANA; null if nobody said. */
  readonly zone?: string | null;
}

export interface Dataset {
  /** Channel names, one for each of the C columns. */
  channels: string[];
  /** Present if a column of the table was the time, which is no channel. */
  time?: TimeColumn;
  /** All with the C channels of the dataset. */
  recordings: Recording[];
  /** Whether the values came in single precision. */
  single?: boolean;
  /** The unit of `dt`, if known. */
  timeUnit?: string;
  /** The names of the classes of each channel that holds classes: its values are their places, from 0. */
  labels?: ReadonlyMap<string, readonly string[]>;
  /** The words of each column that became a channel for each word, `wind=NW`, which is 1 where the column holds it, else 0. */
  oneHot?: ReadonlyMap<string, readonly string[]>;
  /** What was assumed or left out, each a sentence with the flag that changes it. */
  notes?: readonly string[];
}

/**
 * Intervals [T] between times [T], with the median of the others in front.
 * @throws {DataError} if there are fewer than two times, or they are not finite and strictly increasing.
 */
export function intervals(times: ArrayLike<number>): Float64Array {
  const dt = new Float64Array(times.length);
  for (let t = 1; t < times.length; t++) {
    dt[t] = times[t] - times[t - 1];
    if (!(dt[t] > 0 && dt[t] < Infinity)) {
      throw new DataError(`times must strictly increase: time ${t} is ${times[t]} after ${times[t - 1]}`);
    }
  }
  if (times.length < 2) throw new DataError('an interval needs at least two times');
  dt[0] = median(dt.subarray(1));
  return dt;
}

/** The median: for an even number of values, the mean of the middle two; NaN for none. Does not reorder the values. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Copies the samples from `start` up to, not including, `end`. Keeps intervals: the first is the time since the sample
 * before `start`.
 * @throws {RangeError} if the range is empty or outside [0, T].
 */
export function slice(recording: Recording, start: number, end: number): Recording {
  if (
    !(
      Number.isInteger(start) &&
      Number.isInteger(end) &&
      start >= 0 &&
      start < end &&
      end <= recording.length
    )
  ) {
    throw new RangeError(
      `${recording.name}: no samples ${start} … ${end} in a recording of ${recording.length}`,
    );
  }
  const { name, channels, values, dt } = recording;
  return {
    name,
    length: end - start,
    channels,
    values: values.slice(start * channels, end * channels),
    dt: dt?.slice(start, end) ?? null,
  };
}

/**
 * Copies every second sample from `first` on (0 for the even, 1 for the odd ones). An interval is the sum of the two it
 * spans.
 * @throws {DataError} if a recording with intervals keeps fewer than two samples.
 */
export function everySecond(recording: Recording, first: 0 | 1): Recording {
  const { name, channels, values, dt } = recording;
  const length = Math.ceil((recording.length - first) / 2);
  const kept = new Float64Array(length * channels);
  const times = new Float64Array(length);
  let time = 0;
  for (let t = 0; t < recording.length; t++) {
    if (dt !== null && t > 0) time += dt[t];
    if (t % 2 !== first) continue;
    const row = (t - first) / 2;
    kept.set(values.subarray(t * channels, (t + 1) * channels), row * channels);
    times[row] = time;
  }
  return { name, length, channels, values: kept, dt: dt && intervals(times) };
}
