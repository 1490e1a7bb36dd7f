/** What to do with readings that are missing: how a session fills them, done to whole recordings. */
import { DataError } from '../check/data-error.ts';
import type { MissingPolicy } from '../check/missing.ts';
import type { Dataset } from './sequence.ts';

/** Rows of readings, NaN where missing. */
interface Readings {
  /** For messages. */
  readonly name: string;
  /** [rows × inputs], row-major. */
  readonly values: Float64Array;
  /** [rows], the time before each; null for 1. */
  readonly dt: Float64Array | null;
}

/** Readings without gaps. */
interface Filled {
  /** [rows × inputs], of `mask` with two more for each masked input. */
  readonly values: Float64Array;
  readonly dt: Float64Array | null;
  /** The rows that are left, ascending; null for all. */
  readonly rows: Int32Array | null;
}

/** What a policy knows. */
interface Filling {
  /** Of the inputs. */
  readonly names: readonly string[];
  /** [inputs], in training: what an input is before its first value. */
  readonly means: ArrayLike<number>;
  /** Indices of the inputs with gaps, ascending. */
  readonly masked: readonly number[];
}

/** May overwrite the readings. */
type Policy = (readings: Readings, filling: Filling) => Filled;

/** What each policy does. Of a recording without gaps only `mask` changes something. */
export const policies: Readonly<Record<MissingPolicy, Policy>> = {
  /** The last value; before the first, the mean. */
  hold: ({ values, dt }, { means }) => ({ values: held(values, means), dt, rows: null }),
  mean({ values, dt }, { means }) {
    values.forEach((x, i) => {
      if (Number.isNaN(x)) values[i] = means[i % means.length];
    });
    return { values, dt, rows: null };
  },
  /** Held, and of each masked input whether it is missing, 1 or 0, and the time since it was there. */
  mask({ values, dt, name }, { names, means, masked }) {
    const wide = withMask({ name, values, dt }, means.length, masked);
    return {
      values: held(
        wide,
        Array.from(names, (_, i) => means[i] ?? 0),
      ),
      dt,
      rows: null,
    };
  },
  /** Leaves out rows with gaps; the interval after them spans them. */
  'drop-row': (readings, { means }) => dropped(readings, means.length),
  error({ name, values, dt }, { names }) {
    const at = values.findIndex(Number.isNaN);
    if (at >= 0)
      throw new DataError(
        `${name}: row ${Math.floor(at / names.length)}: "${names[at % names.length]}" is missing: ` +
          '--missing-policy hold fills it with the last value (withGaps in code)',
      );
    return { values, dt, rows: null };
  },
};

function held(values: Float64Array, means: ArrayLike<number>): Float64Array {
  const width = means.length;
  for (let i = 0; i < values.length; i++)
    if (Number.isNaN(values[i])) values[i] = i < width ? means[i] : values[i - width];
  return values;
}

/**
 * Readings as they are, [rows × (width + 2 masked)]: behind each row two numbers for each masked input, whether it is missing
 * and the time since it was there, or since the start.
 */
export function withMask({ values, dt }: Readings, width: number, masked: readonly number[]): Float64Array {
  const wide = width + 2 * masked.length;
  const rows = values.length / width;
  const all = new Float64Array(rows * wide);
  const since = new Float64Array(masked.length);
  for (let t = 0; t < rows; t++) {
    all.set(values.subarray(t * width, (t + 1) * width), t * wide);
    masked.forEach((input, m) => {
      const missing = Number.isNaN(values[t * width + input]);
      since[m] = missing ? since[m] + (dt ? dt[t] : 1) : 0;
      all.set([missing ? 1 : 0, since[m]], t * wide + width + 2 * m);
    });
  }
  return all;
}

function dropped({ values, dt }: Readings, width: number): Filled {
  const all = values.length / width;
  const rows: number[] = [];
  const times: number[] = [];
  let time = 0;
  for (let t = 0; t < all; t++) {
    time += dt ? dt[t] : 1;
    if (values.subarray(t * width, (t + 1) * width).some(Number.isNaN)) continue;
    rows.push(t);
    times.push(time);
    time = 0;
  }
  if (rows.length === all) return { values, dt, rows: null };
  const kept = new Float64Array(rows.length * width);
  rows.forEach((t, i) => void kept.set(values.subarray(t * width, (t + 1) * width), i * width));
  return { values: kept, dt: Float64Array.from(times), rows: Int32Array.from(rows) };
}

/** The share of samples that are missing in each channel that has gaps, in (0, 1], by name in the order of the channels. */
export function missingShares({ channels, recordings }: Dataset): Map<string, number> {
  const missing = new Float64Array(channels.length);
  let rows = 0;
  for (const { values, length } of recordings) {
    rows += length;
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) missing[i % channels.length]++;
  }
  return new Map(channels.flatMap((name, c) => (missing[c] > 0 ? [[name, missing[c] / rows] as const] : [])));
}
