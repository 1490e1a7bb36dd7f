/** Least squares of relative errors with non-negative coefficients: every counted term costs time, none saves it. */

/**
 * The x ≥ 0 for which the sum of ((rows x − y) / y)² is smallest, by coordinate descent: the problem is convex and has few
 * unknowns.
 * @param rows one list of terms for each measurement
 * @param y above 0
 */
export function fitNonNegative(rows: readonly (readonly number[])[], y: readonly number[]): number[] {
  const width = rows[0].length;
  const scaled = rows.map((row, i) => row.map((term) => term / y[i]));
  const norms = Array.from({ length: width }, (_, j) => scaled.reduce((sum, row) => sum + row[j] ** 2, 0));
  const x = new Array<number>(width).fill(0);
  const left = scaled.map(() => 1);
  for (let round = 0; round < 100_000; round++) {
    let moved = 0;
    for (let j = 0; j < width; j++) {
      if (norms[j] === 0) continue;
      const slope = scaled.reduce((sum, row, i) => sum + row[j] * left[i], 0);
      const next = Math.max(0, x[j] + slope / norms[j]);
      const change = next - x[j];
      x[j] = next;
      scaled.forEach((row, i) => void (left[i] -= row[j] * change));
      moved = Math.max(moved, Math.abs(change) * Math.sqrt(norms[j]));
    }
    if (moved < 1e-12) break;
  }
  return x;
}
