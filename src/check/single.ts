/** Whether single precision can tell data apart. */

/** The largest allowed gap between numbers, in deviations of the data. */
const COARSE = 0.01;

/** The gap between single-precision numbers of this size. */
export const spacingAt = (size: number): number => size && 2 ** (Math.floor(Math.log2(Math.abs(size))) - 23);

/**
 * What is wrong with data in single precision; null if nothing is.
 * @param what names the data, for the message
 * @param deviation 0 if unknown: then nothing is wrong
 */
export function coarseness(what: string, mean: number, deviation: number): string | null {
  const spacing = spacingAt(mean);
  return deviation > 0 && spacing > COARSE * deviation
    ? `32-bit floats are too coarse for ${what}: near ${mean} they are ${spacing} apart, and its deviation is ` +
        deviation.toPrecision(3)
    : null;
}
