/** Numbers as text, the same in tables and on axes. */

/** As 1.2e6. */
export const scientific = (x: number, fraction?: number): string =>
  x.toExponential(fraction).replace('e+', 'e');

/** Whole numbers, with a comma between thousands. */
export const grouped = (x: number): string => (Math.round(x) + 0).toLocaleString('en');

/** Four significant digits; whole numbers stay whole. Null stands for NaN and infinity, which JSON lacks. */
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

/** The largest unit of which a time holds at least one. */
export const unitOf = (ns: number) => units.find(([, size]) => ns >= size) ?? units[units.length - 1];

/** Writes nanoseconds as a time to three significant digits, in a fitting unit. */
export function duration(ns: number): string {
  if (!Number.isFinite(ns) || ns === null) return digits(ns);
  const rounded = Number(ns.toPrecision(3));
  const [unit, size] = unitOf(rounded);
  return `${rounded === 0 ? 0 : (rounded / size).toPrecision(3)} ${unit}`;
}

/** A rate per second, to three significant digits. */
export const rate = (x: number): string => grouped(Number(x.toPrecision(3)));

/** A label with its unit, if there is one. */
export const withUnit = ({ label, unit }: { readonly label: string; readonly unit: string }): string =>
  unit === '' ? label : `${label} (${unit})`;
