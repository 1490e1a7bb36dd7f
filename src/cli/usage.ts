import { meant } from '../check/nearest.ts';

/** A mistake in what the user typed: printed as one line, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The end of a sentence that may have a question at its end already. */
export const sentence = (text: string): string => (text.endsWith('?') ? text : `${text}.`);

/** One of `choices`. @throws UsageError with the nearest one */
export function choice<T extends string>(what: string, given: string, choices: readonly T[]): T {
  if ((choices as readonly string[]).includes(given)) return given as T;
  throw new UsageError(
    `unknown ${what} "${given}"${sentence(meant(given, choices))} There are ${choices.join(', ')}`,
  );
}

/** A number from a flag. @throws UsageError naming the flag and its range */
export function number(
  flag: string,
  given: string,
  { least = -Infinity, whole = false }: { least?: number; whole?: boolean } = {},
): number {
  const value = Number(given);
  if (given.trim() === '' || !Number.isFinite(value) || value < least || (whole && !Number.isInteger(value)))
    throw new UsageError(
      `--${flag} needs a ${whole ? 'whole ' : ''}number${least > -Infinity ? ` ≥ ${least}` : ''}, not "${given}"`,
    );
  return value;
}

export const list = (given: string | undefined): string[] =>
  given
    ? given
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean)
    : [];
