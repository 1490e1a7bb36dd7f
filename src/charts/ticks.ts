/** Places and labels the ticks of an axis. */
import { grouped, scientific, unitOf } from './number-format.ts';

/** Multiples of 1, 2 or 5 times a power of ten within the range, at most `most` of them. */
export function linearSplits(min: number, max: number, most: number): number[] {
  if (!(max > min)) return Number.isFinite(min) ? [min] : [];
  const rough = (max - min) / Math.max(1, most);
  let power = 10 ** Math.floor(Math.log10(rough));
  for (;;) {
    for (const multiple of [1, 2, 5]) {
      const step = multiple * power;
      const first = Math.ceil(min / step - 1e-9);
      const last = Math.floor(max / step + 1e-9);
      if (last - first + 1 <= most)
        return Array.from({ length: last - first + 1 }, (_, i) =>
          Number(((first + i) * step).toPrecision(12)),
        );
    }
    power *= 10;
  }
}

function multiplesOfPowers(min: number, max: number, multiples: readonly number[], every: number): number[] {
  const splits: number[] = [];
  const first = Math.floor(Math.log10(min));
  for (let exponent = first; exponent <= Math.ceil(Math.log10(max)); exponent++) {
    if (exponent % every !== 0) continue;
    for (const multiple of multiples) {
      const value = Number(`${multiple}e${exponent}`);
      if (value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9)) splits.push(value);
    }
  }
  return splits;
}

/** At most `most` round numbers on a logarithmic axis: powers of ten, and if there is room 2 and 5 or 3 between them. */
export function logSplits(min: number, max: number, most: number): number[] {
  // over such a small range the axis is nearly linear
  if (max / min < 4) return linearSplits(min, max, most);
  for (const multiples of [[1, 2, 5], [1, 3], [1]]) {
    const splits = multiplesOfPowers(min, max, multiples, 1);
    if (splits.length <= most) return splits;
  }
  for (let every = 2; ; every++) {
    const splits = multiplesOfPowers(min, max, [1], every);
    if (splits.length <= Math.max(1, most)) return splits;
  }
}

/** Labels the ticks of a linear axis with enough digits to tell them apart. */
export function linearTicks(values: readonly number[]): string[] {
  const largest = Math.max(...values.map(Math.abs));
  const step = values.length > 1 ? Math.abs(values[1] - values[0]) : largest;
  if (largest >= 1e6 || (largest > 0 && largest < 1e-3)) {
    const fraction = Math.max(0, Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step) + 1e-9));
    return values.map((x) => (Math.abs(x) < step / 1e6 ? '0' : scientific(x, Math.min(8, fraction))));
  }
  const fraction = step > 0 ? Math.min(8, Math.max(0, -Math.floor(Math.log10(step) + 1e-9))) : 0;
  return values.map((x) => {
    const text = x.toFixed(fraction);
    if (Number(text) === 0) return text.replace('-', '');
    return largest >= 1e4 && fraction === 0 ? grouped(x) : text;
  });
}

/** Labels a tick of a logarithmic axis. */
export function logTick(x: number): string {
  if (x < 1e-4 || x >= 1e6) return scientific(Number(x.toPrecision(6)));
  return x >= 1e3 ? grouped(x) : String(Number(x.toPrecision(6)));
}

/** Writes a time in nanoseconds on an axis, a round number. */
export function durationTick(ns: number): string {
  const [unit, size] = unitOf(ns);
  return `${Number((ns / size).toPrecision(6))} ${unit}`;
}
