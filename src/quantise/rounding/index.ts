/** How weights are quantised: the scale of a group of them, and the whole number of each. `docs/quantisation.md` compares. */
import { Compensation, type Row } from './compensated.ts';
import { type Grid, type Levels, leastScale, levelOf } from './grid.ts';
import { leastSquaresScale } from './least-squares.ts';
import { scaleOfLargest } from './nearest.ts';

export type { Grid, Levels } from './grid.ts';

export const roundings = ['nearest', 'least-squares', 'compensated'] as const;
/**
 * - `nearest`: the largest weight of a group gets the largest quantised value, and each weight the nearest.
 * - `least-squares`: the scale with the least squared error of the weights.
 * - `compensated`: columns rounded later make up for the error of each, on recorded data.
 */
export type Rounding = (typeof roundings)[number];

/** The way to round a matrix. */
export interface RoundingOptions {
  readonly rounding: Rounding;
  /** For `compensated`: the mean of x xᵀ, [columns × columns], over the vectors x that the matrix is multiplied with. */
  readonly moments?: Float64Array;
}

const scaleRules = { nearest: scaleOfLargest, 'least-squares': leastSquaresScale };

/** Chooses a matrix's rounding. Without a recording of its vectors there is nothing to compensate by. */
export function roundingOf({ rounding, moments }: RoundingOptions): Rounding {
  return rounding === 'compensated' && !moments?.some((x) => x !== 0) ? 'least-squares' : rounding;
}

/**
 * Quantises a matrix.
 * @param weights [rows × columns], row-major
 */
export function toGrid(
  weights: Float64Array,
  rows: number,
  columns: number,
  grid: Grid,
  options: RoundingOptions = { rounding: 'nearest' },
): Levels {
  const groups = Math.ceil(columns / grid.group);
  const scales = new Float32Array(rows * groups);
  const levels = new Int16Array(rows * columns);
  const round = rowRule(columns, grid, options);
  for (let r = 0; r < rows; r++) {
    const row = round(weights.subarray(r * columns, (r + 1) * columns));
    scales.set(row.scales, r * groups);
    levels.set(row.levels, r * columns);
  }
  return { scales, levels };
}

function rowRule(columns: number, grid: Grid, options: RoundingOptions): (row: Float64Array) => Row {
  const rounding = roundingOf(options);
  if (rounding !== 'compensated') return (row) => inNearest(row, grid, rounding);
  const compensation = new Compensation(options.moments as Float64Array, columns);
  return (row) =>
    compensation.round(row, [inNearest(row, grid, 'nearest'), inNearest(row, grid, 'least-squares')], grid);
}

/** A row in the nearest quantised values of the scales that a rule finds. */
function inNearest(row: Float64Array, grid: Grid, rule: keyof typeof scaleRules): Row {
  const { most, group } = grid;
  const least = leastScale(row, grid);
  const scales = new Float32Array(Math.ceil(row.length / group));
  for (let g = 0; g < scales.length; g++)
    scales[g] = scaleRules[rule](row.subarray(g * group, (g + 1) * group), grid, least);
  const levels = Int16Array.from(row, (w, k) => levelOf(w, scales[Math.floor(k / group)], most));
  return { scales, levels };
}
