/** Which inputs have been missing for too long: the Worker says so, the device or its owner does something about it. */

/** What wrangler.toml may say of it. */
export interface StaleVariables {
  /** An input is stale after so many readings in a row without it; 10 by default. */
  readonly STALE_AFTER?: string;
}

/** @throws {RangeError} on a variable that is no such number */
export function staleAfter({ STALE_AFTER = '10' }: StaleVariables): number {
  const after = Number(STALE_AFTER);
  if (!Number.isInteger(after) || after < 1)
    throw new RangeError(`STALE_AFTER must be a whole number of readings ≥ 1, not ${STALE_AFTER}`);
  return after;
}

/**
 * For how many readings in a row each input has been missing, after one more.
 * @param before it; none at the beginning
 */
export const missedBy = (
  reading: Float32Array | Float64Array,
  before: readonly number[],
): readonly number[] => Array.from(reading, (x, i) => (Number.isNaN(x) ? (before[i] ?? 0) + 1 : 0));
