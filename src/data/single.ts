import { DataError } from '../check/data-error.ts';
import { coarseness } from '../check/single.ts';
import type { Dataset } from './sequence.ts';
import { statisticsOf } from './split.ts';

/**
 * Says why single precision cannot tell values apart any more; null if it can.
 * @param lists [samples × width] each
 * @param names of the columns to check; null for the others
 */
export function coarseColumn(
  lists: readonly Float64Array[],
  names: readonly (string | null)[],
): string | null {
  const width = names.length;
  const { mean, std } = statisticsOf(lists, width);
  for (const [c, name] of names.entries()) {
    if (name === null || !changes(lists, width, c)) continue;
    const coarse = coarseness(name, mean[c], std[c]);
    if (coarse !== null) return coarse;
  }
  return null;
}

/** @throws {DataError} for a channel that came in single precision, which cannot tell its values apart */
export function checkSingle(
  { channels, recordings, single }: Dataset,
  file: string,
  read: readonly string[],
): void {
  if (!single) return;
  const coarse = coarseColumn(
    recordings.map(({ values }) => values),
    channels.map((name) => (read.includes(name) ? `column "${name}"` : null)),
  );
  if (coarse !== null) throw new DataError(`${file}: ${coarse}; save float64, or leave the column out`);
}

/** A column that never does has no deviation. */
function changes(lists: readonly Float64Array[], width: number, column: number): boolean {
  let first = Number.NaN;
  for (const values of lists)
    for (let k = column; k < values.length; k += width) {
      if (Number.isNaN(first)) first = values[k];
      else if (values[k] !== first && !Number.isNaN(values[k])) return true;
    }
  return false;
}
