/** Numbers in single precision: whether they can tell data apart. */

/** They may be so far apart, in deviations of the data. */
const COARSE = 0.01;

/** From a number of such a size in single precision to the next. */
export const spacingAt = (size: number): number => size && 2 ** (Math.floor(Math.log2(Math.abs(size))) - 23);

/**
 * What is wrong with data in single precision; null if nothing is.
 * @param what they are, for the message
 * @param deviation 0: not known, and nothing is said
 */
export function coarseness(what: string, mean: number, deviation: number): string | null {
  const spacing = spacingAt(mean);
  return deviation > 0 && spacing > COARSE * deviation
    ? `32-bit floats are too coarse for ${what}: near ${mean} they are ${spacing} apart, and its deviation is ` +
        deviation.toPrecision(3)
    : null;
}
