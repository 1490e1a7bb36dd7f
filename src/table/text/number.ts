/** How cells hold numbers: the grammar, and a reader of bytes for the common case. */
import type { Dialect } from '../table.ts';

/** The marks within a number. */
export type Marks = Pick<Dialect, 'decimal' | 'thousands'>;

/** Blanks that stand between groups of three digits where it is written so. */
const blanks = '[ \\u00a0\\u2009\\u202f]';
const exponent = '(?:[eE][+-]?\\d+)?';

/** Between groups of three digits, as a pattern. An apostrophe may be a typographic one. */
const groupPattern = (mark: Marks['thousands']): string =>
  ({ ' ': blanks, '.': '\\.', "'": "['’]", ',': ',', '': '' })[mark];

/** Groups of digits: of three, and with commas as in India, 12,34,567, of two before the last. */
const groupsOf = (mark: string): string =>
  `\\d{1,3}(?:${mark}\\d{3})+${mark === ',' ? '|\\d{1,2}(?:,\\d\\d)+,\\d{3}' : ''}`;

/** Reads numbers of one grammar: `-1.5e3`, `.5`, `1,5`, `1.234,56`. Nothing else is a number: no hex, no `inf`, no units. */
export class NumberGrammar {
  readonly marks: Marks;
  readonly #plain: RegExp;
  readonly #grouped: RegExp | null;
  readonly #between: RegExp | null;

  constructor(marks: Marks) {
    this.marks = marks;
    const point = marks.decimal === '.' ? '\\.' : ',';
    this.#plain = new RegExp(`^[+-]?(?:\\d+${point}?\\d*|${point}\\d+)${exponent}$`);
    const group = groupPattern(marks.thousands);
    this.#grouped = group ? new RegExp(`^[+-]?(?:${groupsOf(group)})(?:${point}\\d*)?$`) : null;
    this.#between = group ? new RegExp(group, 'g') : null;
  }

  /** The number in a cell without blanks around it; NaN if there is none, or one beyond what a double holds. */
  of(cell: string): number {
    let plain = cell;
    if (!this.#plain.test(cell)) {
      if (this.#grouped === null || this.#between === null || !this.#grouped.test(cell)) return Number.NaN;
      plain = cell.replace(this.#between, '');
    }
    const value = Number(this.marks.decimal === ',' ? plain.replace(',', '.') : plain);
    return Number.isFinite(value) ? value : Number.NaN;
  }
}

/** Powers of ten that a double holds exactly. */
export const tens = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));
/** Below it, every whole number is a double. */
export const EXACT = 2 ** 53;

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;

/**
 * The number in bytes [start, end), if it is digits, a decimal mark and a small exponent that one exact division or product
 * gives correctly rounded (Clinger 1990); NaN for all else, numbers included.
 */
export function commonNumber(bytes: Uint8Array, start: number, end: number, decimal: number): number {
  let p = start;
  const negative = bytes[p] === 45;
  if (negative || bytes[p] === 43) p++;
  const first = p;
  let whole = 0;
  while (p < end && isDigit(bytes[p])) whole = whole * 10 + bytes[p++] - 48;
  let digits = p - first;
  let scale = 0;
  if (p < end && bytes[p] === decimal) {
    const point = ++p;
    while (p < end && isDigit(bytes[p])) whole = whole * 10 + bytes[p++] - 48;
    scale = p - point;
    digits += scale;
  }
  if (digits === 0 || whole >= EXACT) return Number.NaN;
  if (p < end) {
    if ((bytes[p] | 32) !== 101) return Number.NaN;
    const power = smallInteger(bytes, p + 1, end);
    if (Number.isNaN(power)) return power;
    scale -= power;
  }
  if (scale > 22 || scale < -22) return Number.NaN;
  const size = scale > 0 ? whole / tens[scale] : whole * tens[-scale];
  return negative ? -size : size;
}

/** An exponent of at most three digits; NaN for all else. */
function smallInteger(bytes: Uint8Array, start: number, end: number): number {
  let p = start;
  const negative = bytes[p] === 45;
  if (negative || bytes[p] === 43) p++;
  if (p >= end || end - p > 3) return Number.NaN;
  let value = 0;
  for (; p < end; p++) {
    if (!isDigit(bytes[p])) return Number.NaN;
    value = value * 10 + bytes[p] - 48;
  }
  return negative ? -value : value;
}
