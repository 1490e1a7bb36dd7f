/** What a cell looks like before the marks of numbers are known. */
import { usualMarkers } from '../table.ts';

const usual: ReadonlySet<string> = new Set(usualMarkers);
const group = "[.,'’ \\u00a0\\u2009\\u202f]";
/** A number in some grammar. */
const number = new RegExp(
  `^[+-]?(?:\\d+|\\d{1,3}(?:${group}\\d{3})+|\\d{1,2}(?:,\\d\\d)+,\\d{3})(?:[.,]\\d*)?(?:e[+-]?\\d+)?$|^[+-]?[.,]\\d+(?:e[+-]?\\d+)?$`,
  'i',
);
/** Numbers with at least two marks between, or a month by name, and perhaps a time of day after it. */
const time = [
  /^\d{1,4}[-/.:]\d{1,2}[-/.:]\d{1,4}(?:[T ,]+[\d:.,]+)? ?(?:[AP]M|Z|UTC|[+-]\d\d:?\d\d)?$/i,
  /^\d{4}[-/]\d\d$/,
  /^\d{1,2}:\d\d(?: ?[AP]M)?$/i,
  /^\d{8}T\d{4,6}(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$/,
  /^(?:[a-z]{3,9},? )?(?:\d{1,2}[-/ .]+[a-z]{3,9}|[a-z]{3,9}[- .]+\d{1,2},?)[-/ .:]+\d{2,4}(?:[ T:]+[\d:.]+)? ?(?:[AP]M)?$/i,
];

export type Look = 'missing' | 'number' | 'time' | 'text';

/** What a cell looks like. */
export function lookOf(cell: string): Look {
  if (usual.has(cell.toLowerCase())) return 'missing';
  if (number.test(cell)) return 'number';
  return time.some((pattern) => pattern.test(cell)) ? 'time' : 'text';
}
