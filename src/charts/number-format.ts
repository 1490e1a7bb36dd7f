/** Numbers as text, the same in tables and on axes. */

/** As 1.2e6. */
export const scientific = (x: number, fraction?: number): string =>
  x.toExponential(fraction).replace('e+', 'e');

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

/** The largest that a time has one of. */
export const unitOf = (ns: number) => units.find(([, size]) => ns >= size) ?? units[units.length - 1];

/** A time in nanoseconds, to three significant digits in the unit that suits it. */
export function duration(ns: number): string {
  if (!Number.isFinite(ns) || ns === null) return digits(ns);
  const rounded = Number(ns.toPrecision(3));
  const [unit, size] = unitOf(rounded);
  return `${rounded === 0 ? 0 : (rounded / size).toPrecision(3)} ${unit}`;
}

/** How often something happens in a second, to three significant digits. */
export const rate = (x: number): string => grouped(Number(x.toPrecision(3)));

/** A label with its unit, if there is one. */
export const withUnit = ({ label, unit }: { readonly label: string; readonly unit: string }): string =>
  unit === '' ? label : `${label} (${unit})`;
