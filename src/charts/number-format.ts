/** Numbers as text, the same in tables and on axes. */

const scientific = (x: number, fraction?: number): string => x.toExponential(fraction).replace('e+', 'e');

/** Whole numbers, with a comma between thousands. */
export const grouped = (x: number): string => (Math.round(x) + 0).toLocaleString('en');

/** Four significant digits, but whole numbers as they are. JSON has no NaN and no infinity: there they are null. */
export function digits(x: number | null | undefined): string {
  if (x === undefined) return '—';
  if (x === null || !Number.isFinite(x)) return 'not finite';
  const size = Math.abs(x);
  if (size >= 1e6 || (size < 1e-4 && size > 0)) return scientific(x, 3);
  return size < 1000 && !Number.isInteger(x) ? x.toPrecision(4) : grouped(x);
}

const units = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
] as const;

const unitOf = (ns: number) => units.find(([, size]) => ns >= size) ?? units[units.length - 1];

/** A time in nanoseconds, to three significant digits in the unit that suits it. */
export function duration(ns: number): string {
  if (!Number.isFinite(ns) || ns === null) return digits(ns);
  const rounded = Number(ns.toPrecision(3));
  const [unit, size] = unitOf(rounded);
  return `${rounded === 0 ? 0 : (rounded / size).toPrecision(3)} ${unit}`;
}

/** How often something happens in a second, to three significant digits. */
export const rate = (x: number): string => grouped(Number(x.toPrecision(3)));

/** A time in nanoseconds on an axis, where it is a round number. */
export function durationTick(ns: number): string {
  const [unit, size] = unitOf(ns);
  return `${Number((ns / size).toPrecision(6))} ${unit}`;
}

/** Ticks of a linear axis, all with the digits that tell them apart. */
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

/** A tick of a logarithmic axis. */
export function logTick(x: number): string {
  if (x < 1e-4 || x >= 1e6) return scientific(Number(x.toPrecision(6)));
  return x >= 1e3 ? grouped(x) : String(Number(x.toPrecision(6)));
}

/** A label with its unit, if there is one. */
export const withUnit = ({ label, unit }: { readonly label: string; readonly unit: string }): string =>
  unit === '' ? label : `${label} (${unit})`;
