import type { TimeCells } from '../table.ts';

/** Reads the times of a column, one cell after the other, in every format that still fits. */
export interface TimeReader {
  /**
   * Of the hour that comes twice at the end of summer time it takes the first; `orderRows` tells them apart.
   * @returns seconds since the origin, NaN if the cell is no time in any format that is left. The first cell sets the origin.
   */
  read(cell: string, line: number): number;
  /** What the cells told, after the last one. */
  finish(): TimeCells;
  /**
   * Puts right, in place, what was read before a later cell told day from month: call it after `finish`.
   * @param numbers [rows] what `read` returned, in order; NaN where it was not called
   */
  settle(numbers: Float64Array): void;
}
