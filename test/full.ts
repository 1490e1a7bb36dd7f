/**
 * How much `npm test` goes through, and how much the nightly run does, which has MENISCUS_FULL=1. What is asserted of each
 * case is the same.
 */
export const full = process.env.MENISCUS_FULL === '1';

/** A size by which the same assertion only meets more random cases. */
export const sized = ({ always, nightly }: { always: number; nightly: number }): number =>
  full ? nightly : always;

/**
 * Whether a case of a product of three lists is gone through: nightly each is, always one of `among`, so that every pair
 * of entries is met where each list has at least `among`.
 * @param places where the case's entries stand in their lists
 */
export const covers = (places: readonly number[], among: number): boolean =>
  full || places.reduce((sum, place) => sum + place) % among === 0;
