/** Chooses columns by name or by patterns. */
import { DataError } from '../check/data-error.ts';
import { isGlob, matcherOf } from '../check/glob.ts';
import { known } from '../check/keys.ts';

/**
 * The names that are chosen, each once, in the order of `wanted`; those of one pattern in the order of `names`. A name counts
 * as itself first, so that `T?` or `T [C]` is the column of that name if there is one; `Temp`, `°C` in a row are the column
 * `Temp, °C` if there is one.
 * @param file for messages
 * @param flag that named them, for messages
 * @throws {DataError} for a name or a pattern that fits nothing, with the nearest name
 */
export function chosenColumns(
  file: string,
  wanted: readonly string[],
  names: readonly string[],
  flag: string,
): string[] {
  const chosen = new Set<string>();
  const all = new Set(names);
  for (const one of wholeNames(wanted, names)) {
    const found = all.has(one) ? [one] : isGlob(one) ? names.filter(matcherOf(one)) : [];
    if (found.length === 0)
      throw new DataError(`${file}: no column is or fits "${one}" (${flag})${known(one, names)}`);
    for (const name of found) chosen.add(name);
  }
  return [...chosen];
}

/** Names that hold commas were cut there, as lists are: their pieces in a row are one name again. */
export function wholeNames(wanted: readonly string[], names: readonly string[]): string[] {
  const withCommas = names.flatMap((name) => {
    const pieces = name.split(',').map((piece) => piece.trim());
    return pieces.length > 1 ? [{ name, pieces: pieces.filter((piece) => piece !== '') }] : [];
  });
  const whole: string[] = [];
  for (let k = 0; k < wanted.length; ) {
    const found = withCommas.find(({ pieces }) => pieces.every((piece, i) => piece === wanted[k + i]));
    whole.push(found?.name ?? wanted[k]);
    k += found?.pieces.length || 1;
  }
  return whole;
}
