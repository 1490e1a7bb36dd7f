/** Chooses columns by name or by patterns. */
import { DataError } from '../check/data-error.ts';
import { isGlob, matcherOf } from '../check/glob.ts';
import { known } from '../check/keys.ts';

/**
 * The names that are chosen, each once, in the order of `wanted`; those of one pattern in the order of `names`. A name counts
 * as itself first, so that `T?` or `T [C]` is the column of that name if there is one.
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
  for (const one of wanted) {
    const found = all.has(one) ? [one] : isGlob(one) ? names.filter(matcherOf(one)) : [];
    if (found.length === 0)
      throw new DataError(`${file}: no column is or fits "${one}" (${flag})${known(one, names)}`);
    for (const name of found) chosen.add(name);
  }
  return [...chosen];
}
