/** A recording with times: rows of equal times as one, regular steps if asked for, and intervals. */
import type { TimeAxis } from '../table/time/axis.ts';
import { type Resampling, resample } from '../table/time/resample.ts';
import type { Channel } from './channels.ts';
import { intervals, median, type Recording } from './sequence.ts';
import type { Stretch } from './stretches.ts';

/** @returns a list of one recording; of none if a single row is left, which has no interval */
export function timedRecording(
  { name, times: all, dt }: Stretch & { readonly times: Float64Array },
  given: Float64Array,
  channels: readonly Channel[],
  isMean: boolean,
  axis: TimeAxis,
  resampling: Resampling | null,
): Recording[] {
  const width = channels.length;
  let [times, values] = isMean ? merged(all, given, channels) : [all, given];
  if (resampling) {
    // the mean of two classes is none of them
    const names = channels.map(({ name, holds }) => ({ name, isClass: holds === 'classes' }));
    ({ times, values } = resample({ name, times, values }, names, axis, resampling));
  }
  const start = axis.kind === 'interval' ? {} : { start: axis.origin + times[0] };
  const recording = { name, channels: width, values, length: times.length, ...start };
  if (dt && !resampling) return known(dt) ? [{ ...recording, dt: known(dt) }] : [];
  return times.length < 2 ? [] : [{ ...recording, dt: intervals(times) }];
}

/** Intervals as the table has them, with the median of the others for one that spans a seam; null if there are no others. */
function known(dt: Float64Array): Float64Array | null {
  if (!Number.isNaN(dt[0])) return dt;
  if (dt.length < 2) return null;
  const whole = dt.slice();
  whole[0] = median(dt.subarray(1));
  return whole;
}

/** Means over rows of equal times, of what is there; the first class of those that have one. */
function merged(
  times: Float64Array,
  values: Float64Array,
  channels: readonly Channel[],
): [times: Float64Array, values: Float64Array] {
  const starts = [...times.keys()].filter((t) => t === 0 || times[t] !== times[t - 1]);
  if (starts.length === times.length) return [times, values];
  const width = channels.length;
  const means = new Float64Array(starts.length * width);
  starts.forEach((start, row) => {
    const end = starts[row + 1] ?? times.length;
    channels.forEach(({ holds }, c) => {
      let [sum, count] = [0, 0];
      for (let t = start; t < end && !(holds === 'classes' && count > 0); t++) {
        const value = values[t * width + c];
        if (Number.isNaN(value)) continue;
        sum += value;
        count++;
      }
      means[row * width + c] = count > 0 ? sum / count : Number.NaN;
    });
  });
  return [Float64Array.from(starts, (start) => times[start]), means];
}
