/** Figures and tables in Markdown. */
import type { Spread } from '../step/measure.ts';

/** Digits behind the point: three in all, none for a whole number. */
const digitsOf = (x: number): number =>
  Math.abs(x) >= 100 || Number.isInteger(x) ? 0 : Math.abs(x) >= 9.995 ? 1 : 2;

const fixed = (x: number, digits: number): string =>
  x.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** 1.04, 52.1, 1,204. */
export const figure = (x: number): string => fixed(x, digitsOf(x));

/** `1.04 [1.01, 1.10]`: median, p10, p90, with as many digits. */
export function spread(value: Spread | undefined, scale = 1): string {
  if (!value) return '';
  const all = [value.median, value.p10, value.p90].map((x) => scale * x);
  const whole = all.every(Number.isInteger);
  const digits = whole ? 0 : digitsOf(all[0] + (Number.isInteger(all[0]) ? 1e-9 : 0));
  const [median, p10, p90] = all.map((x) => fixed(x, digits));
  return p10 === median && p90 === median ? median : `${median} [${p10}, ${p90}]`;
}

/** ns in a unit that suits them. */
export function time(ns: number): string {
  if (ns < 9_995) return `${figure(Math.round(ns))} ns`;
  return ns < 999_500 ? `${figure(ns / 1e3)} µs` : `${figure(ns / 1e6)} ms`;
}

export const bytes = (count: number): string => `${figure(count)} B`;

/** The first row is the head; columns beside the first are figures. Columns that hold nothing are left out. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows;
  const kept = head.map((_, i) => i).filter((i) => i === 0 || body.some((row) => row[i] !== ''));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(kept.map((i) => head[i])),
    line(kept.map((i) => (i === 0 ? '---' : '---:'))),
    ...body.map((row) => line(kept.map((i) => row[i]))),
  ].join('\n');
}
