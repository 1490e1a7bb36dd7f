/** When a stream is saved: before each answer, or seldom. */

/** What wrangler.toml may say of it. */
export interface SavingVariables {
  /** A stream is saved after so many readings at the latest; 1, the default, is before each answer. */
  readonly SAVE_EVERY?: string;
  /** Where that is more than 1: and so many seconds after the first that is not saved; 5 by default, at most 9. */
  readonly SAVE_WITHIN?: string;
}

export interface Saving {
  /** Readings after which a stream is saved at the latest; 1 is before each answer. */
  readonly every: number;
  /** Seconds after the first reading that is not saved, at the latest. */
  readonly within: number;
}

/** An object that nobody asks is thrown out of memory after 10 s by workerd, and with it what was not saved. */
const LONGEST = 9;

/** @throws {RangeError} on a variable that is no such number */
export function savingOf({ SAVE_EVERY = '1', SAVE_WITHIN = '5' }: SavingVariables): Saving {
  const every = Number(SAVE_EVERY);
  if (!Number.isInteger(every) || every < 1)
    throw new RangeError(`SAVE_EVERY must be a whole number of readings ≥ 1, not ${SAVE_EVERY}`);
  const within = Number(SAVE_WITHIN);
  if (!(within > 0 && within <= LONGEST))
    throw new RangeError(
      `SAVE_WITHIN must be a number of seconds above 0, at most ${LONGEST}, not ${SAVE_WITHIN}`,
    );
  return { every, within };
}
