/** Compares intervals with the blob's training interval, to notice another unit of time. */

import { median } from '../data/sequence.ts';
import type { Notes } from './terminal.ts';

/** A factor this large means another unit, not another rate. */
const FAR = 10;
/** Number of intervals after which a stream is judged before its end. */
const ENOUGH = 20;

/** Usual meanings of a ratio of intervals: the given unit, and the model's. */
const units: readonly (readonly [number, string, string])[] = [
  [1e3, 'milliseconds', 'seconds'],
  [1e6, 'microseconds', 'seconds'],
  [1e9, 'nanoseconds', 'seconds'],
  [60, 'seconds', 'minutes'],
  [3600, 'seconds', 'hours'],
  [86_400, 'seconds', 'days'],
  [24, 'hours', 'days'],
  [1440, 'minutes', 'days'],
];

/**
 * Warns of an interval far from the usual one; null if it is near.
 * @param what the interval is, for the message
 */
export function strange(interval: number, usual: number | null, what = 'the median interval'): string | null {
  if (usual === null || !(interval > FAR * usual || interval < usual / FAR)) return null;
  const ratio = interval / usual;
  const size = Math.max(ratio, 1 / ratio);
  const found = units.find(([times]) => Math.abs(Math.log(size / times)) < 0.1);
  const [given, meant] = found ? (ratio > 1 ? [found[1], found[2]] : [found[2], found[1]]) : [];
  const figure = (x: number): string => String(Number(x.toPrecision(4)));
  return (
    `${what} is ${figure(interval)}, ${figure(size)} times ${ratio > 1 ? 'longer' : 'shorter'} than the ` +
    `${figure(usual)} that the model was trained at: ` +
    (given ? `is it in ${given}, and the model in ${meant}?` : 'is it in another unit of time?') +
    ' Give times in the unit of the training'
  );
}

/** Warns of whole recordings whose intervals are far from the usual one. */
export function warnOfIntervals(
  notes: Notes,
  file: string,
  recordings: readonly { readonly dt?: Float64Array | null }[],
  usual: number | null,
): void {
  const all = recordings.flatMap(({ dt }) => (dt ? [median(dt)] : []));
  const said = all.length > 0 ? strange(median(all), usual) : null;
  if (said) notes.say(`${file}: ${said}`);
}

/** Watches the intervals of a stream, and warns once. */
export class IntervalWatch {
  private readonly first: number[] = [];
  private long = 0;
  private short = 0;
  private seen = 0;
  private isSaid = false;

  constructor(
    private readonly notes: Notes,
    private readonly file: string,
    private readonly usual: number | null,
  ) {}

  see(interval: number): void {
    const { usual } = this;
    if (usual === null || this.isSaid) return;
    this.seen++;
    const isLong = interval > FAR * usual;
    const isShort = interval < usual / FAR;
    if (isLong) this.long++;
    else if (isShort) this.short++;
    if ((isLong || isShort) && this.first.length < ENOUGH) this.first.push(interval);
    if (this.seen >= ENOUGH) this.judge();
  }

  /** Call at the end of a stream, however short. */
  judge(): void {
    // the median is far if most intervals are far on the same side
    if (this.isSaid || 2 * Math.max(this.long, this.short) <= this.seen) return;
    const said = strange(median(this.first), this.usual);
    if (said === null) return;
    this.isSaid = true;
    this.notes.say(`${this.file}: ${said}`);
  }
}
