/** The weights that a quantised row can stand for: quantised values, which are whole numbers, times a scale. */
export interface Grid {
  /** Quantised values are whole numbers from −most to most. */
  readonly most: number;
  /** Columns of a row that share a scale; the last ones of a row may be fewer. */
  readonly group: number;
  /** The most that the sizes of a row's quantised values may sum to, if a group is a whole row; Infinity: no limit. */
  readonly mostOfRow: number;
  /** The scale that is stored for one that is wanted, ≥ 0: the nearest of its type, or the next above. */
  readonly storable: (scale: number) => number;
}

/** A quantised matrix. */
export interface Levels {
  /** [rows × groups], storable ones. */
  readonly scales: Float32Array;
  /** [rows × columns]. */
  readonly levels: Int16Array;
}

/** The quantised value nearest to a weight; 0 where the scale is. */
export const levelOf = (weight: number, scale: number, most: number): number =>
  scale === 0 ? 0 : Math.max(-most, Math.min(most, Math.round(weight / scale)));

/** The weight of a quantised value: one multiplication in f32. */
export const weightOf = (level: number, scale: number): number => Math.fround(scale * level);

/**
 * The least scale at which the nearest quantised values of a row keep to `mostOfRow`: each may have been rounded up by a half.
 * @param row all its columns
 */
export function leastScale(row: Float64Array, { mostOfRow }: Grid): number {
  let sum = 0;
  for (const w of row) sum += Math.abs(w);
  return sum / (mostOfRow - row.length / 2 - 1);
}

/** Σ (w − ŵ)² of weights that are rounded to the nearest multiples of a scale. */
export function squaredError(weights: Float64Array, scale: number, most: number): number {
  let sum = 0;
  for (const w of weights) sum += (w - weightOf(levelOf(w, scale, most), scale)) ** 2;
  return sum;
}
