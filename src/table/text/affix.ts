/** What stands around every number of a column: a unit, `21.5 °C`, or a currency, `$12`. */
import type { NumberGrammar } from './number.ts';

/** Blanks beside the number count. */
export interface Affix {
  readonly before: string;
  readonly behind: string;
}

/** A number in some grammar, a currency in front or a unit of at most 12 letters without digits behind. */
const measured =
  /^([$€£¥₹] ?)?([+-]?(?:\d[\d.,'’ \u00a0\u2009\u202f]*)?\d)([ \u00a0]?[\p{L}%‰°Ω$€£¥₹][^\d,;|]{0,11})?$/u;

/** The number in a cell with a unit; the cell itself if it is none. */
export const bareNumber = (cell: string): string => measured.exec(cell)?.[2] ?? cell;

/** What stands around the numbers in all these cells; null if they are no such numbers, or it differs. */
export function affixOf(samples: readonly string[], grammar: NumberGrammar): Affix | null {
  const [, before = '', , behind = ''] = measured.exec(samples[0] ?? '') ?? [];
  if (before === '' && behind === '') return null;
  // an exponent that is cut off is no unit
  if (/^e$/i.test(behind)) return null;
  const affix = { before, behind };
  return samples.every((cell) => !Number.isNaN(grammar.of(within(cell, affix)))) ? affix : null;
}

/** The number in a cell, alone or in the affix of its column; NaN if it holds none. */
export function numberIn(cell: string, grammar: NumberGrammar, affix: Affix | null): number {
  const value = grammar.of(cell);
  return Number.isNaN(value) ? grammar.of(within(cell, affix)) : value;
}

/** What stands in the affix; the cell itself if it has none. */
const within = (cell: string, affix: Affix | null): string =>
  affix !== null && cell.startsWith(affix.before) && cell.endsWith(affix.behind)
    ? cell.slice(affix.before.length, cell.length - affix.behind.length)
    : cell;
