import type { TimeCells } from '../table.ts';

/** Reads the times of a column, one cell after the other, in every format that still fits. */
export interface TimeReader {
  /** @returns seconds since the origin, NaN if the cell is no time in any format that is left. The first cell sets the origin. */
  read(cell: string, line: number): number;
  /** What the cells told, after the last one. */
  finish(): TimeCells;
}
