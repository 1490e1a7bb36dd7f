/** What the times of tables are like. */
import type { TimeAxis } from '../../table/time/axis.ts';
import { timeText } from '../../table/time/shown-time.ts';
import { median } from '../sequence.ts';
import { differences, type Stretch } from '../stretches.ts';

export interface TimeLook {
  readonly columns: readonly string[];
  /** Dates, numbers since 1970, plain numbers, or intervals. */
  readonly kind: TimeAxis['kind'];
  /** Of intervals; null if nobody said. */
  readonly unit: 's' | null;
  /** As `--time-format` takes it. */
  readonly format: string;
  /** Null if nobody said: read as UTC. */
  readonly zone: string | null;
  /** Whether the columns were chosen. */
  readonly asked: boolean;
  /** The earliest and the latest time, as cells have it. */
  readonly from: string;
  readonly to: string;
  /** Of the intervals that are > 0; 10 % are below `low`, 10 % above `high`. Null without any. */
  readonly interval: { readonly median: number; readonly low: number; readonly high: number } | null;
  /** Intervals that part a recording. */
  readonly gaps: number;
  /** Rows whose time is that of the row before, in order of time. */
  readonly duplicates: number;
}

/**
 * @param stretches of each axis: in order of time, with rows of equal times side by side, not parted at gaps
 * @param splitGap in median intervals; null for never
 */
export function timeLook(
  axes: readonly TimeAxis[],
  stretches: readonly (readonly Stretch[])[],
  splitGap: number | null,
): TimeLook {
  const [axis] = axes;
  const { columns, kind, unit, format, zone, asked } = axis;
  const lists = stretches.flat().map(intervalsIn);
  const positive = lists.map((list) => list.filter((dt) => dt > 0));
  const gaps = positive.map((list) => {
    const most = splitGap === null ? Number.POSITIVE_INFINITY : splitGap * median(list);
    return list.reduce((sum, dt) => sum + Number(dt > most), 0);
  });
  const equal = lists.map((list) => list.reduce((sum, dt) => sum + Number(dt === 0), 0));
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return {
    ...{ columns, kind, unit, format, zone, asked },
    ...ends(axes, stretches),
    interval: spread(positive),
    gaps: sum(gaps),
    duplicates: sum(equal),
  };
}

/** Of intervals in the table, all; of times, the differences. */
const intervalsIn = ({ times, dt }: Stretch): Float64Array => dt ?? differences(times as Float64Array);

function ends(axes: readonly TimeAxis[], stretches: readonly (readonly Stretch[])[]) {
  let first: { readonly axis: TimeAxis; readonly time: number } | null = null;
  let last = first as { readonly axis: TimeAxis; readonly time: number } | null;
  const since = ({ axis, time }: { readonly axis: TimeAxis; readonly time: number }): number =>
    axis.origin + time;
  axes.forEach((axis, i) => {
    for (const { times } of stretches[i]) {
      const [from, to] = [times?.[0], times?.[times.length - 1]];
      if (from === undefined || to === undefined) continue;
      if (first === null || axis.origin + from < since(first)) first = { axis, time: from };
      if (last === null || axis.origin + to > since(last)) last = { axis, time: to };
    }
  });
  const text = (end: { readonly axis: TimeAxis; readonly time: number } | null): string =>
    end ? timeText(end.axis, end.time) : '';
  return { from: text(first), to: text(last) };
}

function spread(lists: readonly Float64Array[]): TimeLook['interval'] {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  if (all.length === 0) return null;
  all.sort();
  const share = (part: number): number => all[Math.round(part * (all.length - 1))];
  return { median: median(all), low: share(0.1), high: share(0.9) };
}
