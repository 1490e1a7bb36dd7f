/** Text as a sequence of classes, for models that predict the next character. */
import { DataError } from '../check/data-error.ts';

export interface Characters {
  /** The characters with a class of their own, the most frequent first. All others form the class after the last. */
  readonly alphabet: readonly string[];
  /** Number of classes: the alphabet's, plus one if there are other characters. */
  readonly classes: number;
  /** The class of each character of the text. */
  readonly values: Uint8Array;
}

/**
 * Reads text character by character, in lower case. A run of white space counts as one space.
 * @param most classes, 2 … 256, for the most frequent characters; ties go by code point
 * @throws DataError for a text with fewer than two different characters; RangeError
 */
export function characters(text: string, most: number): Characters {
  if (!(Number.isInteger(most) && most >= 2 && most <= 256))
    throw new RangeError(`classes must be a whole number from 2 to 256, not ${most}`);
  const all = [...text.toLowerCase().replace(/\s+/gu, ' ')];
  const counts = new Map<string, number>();
  for (const c of all) counts.set(c, (counts.get(c) ?? 0) + 1);
  if (counts.size < 2) throw new DataError('a text needs at least two different characters');
  const byFrequency = [...counts]
    .sort(([a, n], [b, m]) => m - n || Number(a.codePointAt(0)) - Number(b.codePointAt(0)))
    .map(([c]) => c);
  const alphabet = byFrequency.length <= most ? byFrequency : byFrequency.slice(0, most - 1);
  const classOf = new Map(alphabet.map((c, i) => [c, i]));
  return {
    alphabet,
    classes: Math.min(byFrequency.length, most),
    values: Uint8Array.from(all, (c) => classOf.get(c) ?? alphabet.length),
  };
}
