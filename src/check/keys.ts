/** Words for unknown names. */
import { meant } from './nearest.ts';

/** The end of a message: the nearest name, or all names if none is near. */
export const known = (wanted: string, names: readonly string[]): string =>
  meant(wanted, names) || (names.length > 0 ? `: there are ${names.join(', ')}` : ': there are none');

/** What is wrong with the keys of options, in words; null if all are known. An undefined value is ignored. */
export function unknownKey(given: object, keys: readonly string[]): string | null {
  for (const [key, value] of Object.entries(given))
    if (value !== undefined && !keys.includes(key)) return `no option "${key}"${known(key, keys)}`;
  return null;
}
