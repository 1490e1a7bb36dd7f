import type { Grid } from './grid.ts';

/**
 * The scale at which the largest weight of a group gets the largest quantised value: max |w| / most, so that nothing is clipped.
 * @param least the scale may not be smaller
 */
export function scaleOfLargest(group: Float64Array, { most, storable }: Grid, least: number): number {
  let largest = 0;
  for (const w of group) largest = Math.max(largest, Math.abs(w));
  return storable(Math.max(largest / most, least));
}
