/** Looks things up by name, or takes the user's own. */

import { known } from './keys.ts';
import { checkOptions } from './options.ts';
import type { Rules } from './rules.ts';
import { shown } from './shown.ts';

/**
 * The thing itself, or the one with this name.
 * @param rules for a thing that is given itself
 * @throws RangeError with the nearest name, or with what the thing lacks
 */
export function chosen<T extends { readonly name: string }>(
  of: string,
  what: string,
  given: T | string,
  all: readonly T[],
  rules: Rules<T>,
): T {
  if (typeof given === 'string') {
    const found = all.find(({ name }) => name === given);
    if (found) return found;
    const names = all.map(({ name }) => name);
    throw new RangeError(`${of}: there is no ${what} ${shown(given)}${known(given, names)}`);
  }
  if (!all.includes(given)) checkOptions(`${of}: ${what}`, given, rules);
  return given;
}
