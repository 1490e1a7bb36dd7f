/** Recordings that are read whole, made samples. */
import type { Dataset, Recording } from '../../data/sequence.ts';
import { timeText } from '../../table/time/shown-time.ts';
import { channelOf, type WholeData } from '../data.ts';
import { laterOf } from './plan.ts';
import type { Sample } from './sample.ts';

/** The samples of a dataset, recording by recording. */
export async function* samplesOf({
  dataset,
  wanted: { sources, predicted, kept },
  isTimed,
}: WholeData): AsyncGenerator<Sample, void, undefined> {
  const at = (name: string): number => dataset.channels.indexOf(name);
  const inputs = sources.map((source) =>
    source.derived !== null || source.lead > 0 ? -1 : at(channelOf(source)),
  );
  const known = laterOf(sources).map(({ input }) => at(channelOf(sources[input])));
  const truth = (predicted?.columns ?? []).map(at);
  const cells = kept.map(at);
  for (const recording of dataset.recordings) {
    const { name, length, channels, values, dt } = recording;
    const clock = clockOf(dataset, recording);
    for (let t = 0; t < length; t++) {
      const value = (c: number): number => (c < 0 ? Number.NaN : values[t * channels + c]);
      yield {
        recording: name,
        where: `${name}: row ${t}`,
        isFirst: t === 0,
        dt: isTimed && dt && t > 0 ? dt[t] : null,
        gap: null,
        input: Float64Array.from(inputs, value),
        known: Float64Array.from(known, value),
        truth: Float64Array.from(truth, value),
        kept: cells.map((c) => (c < 0 ? clock(t) : Number.isNaN(value(c)) ? '' : String(value(c)))),
      };
    }
  }
}

/** The time of a sample of a recording as the data write times; empty if it is not known. */
function clockOf({ time }: Dataset, { start, dt }: Recording): (step: number) => string {
  if (!time?.kind || start === undefined || !dt) return () => '';
  const meaning = { kind: time.kind, format: time.format ?? '', zone: time.zone ?? null, origin: 0 };
  let [at, now] = [0, start];
  return (step) => {
    while (at < step) now += dt[++at];
    return timeText(meaning, now);
  };
}

/** A time after the last of a recording; null for a column that is no time. */
export const clocksOf =
  (dataset: Dataset) =>
  (column: string, recording: string, span: number): string | null => {
    const { time, recordings: all } = dataset;
    const found = all.find(({ name }) => name === recording);
    if (!found || !time?.columns?.includes(column)) return null;
    const { dt, length, start } = found;
    const after = { ...found, dt: dt && Float64Array.of(0, span), start: ending(start, dt, length) };
    return clockOf(dataset, after)(1);
  };

/** The time of the last sample. */
const ending = (start: number | undefined, dt: Float64Array | null, length: number): number | undefined =>
  start === undefined || dt === null ? undefined : dt.subarray(1, length).reduce((sum, x) => sum + x, start);
