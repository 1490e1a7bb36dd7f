/** Measures how many directions a model's states, or data, use. */

/**
 * The variances along the principal components of points [points][dimensions], largest first: the eigenvalues of their
 * covariance.
 */
export function principalVariances(points: readonly Float64Array[]): Float64Array {
  const n = points[0].length;
  const mean = new Float64Array(n);
  for (const point of points) for (let i = 0; i < n; i++) mean[i] += point[i] / points.length;
  const covariance = Array.from({ length: n }, () => new Float64Array(n));
  for (const point of points)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        covariance[i][j] += ((point[i] - mean[i]) * (point[j] - mean[j])) / points.length;
  return eigenvalues(covariance).sort().reverse();
}

/** The share of the variance that the first k components hold, for k = 1, 2, …. */
export function cumulativeShares(variances: Float64Array): number[] {
  const total = variances.reduce((sum, v) => sum + v, 0);
  let sum = 0;
  return Array.from(variances, (v) => (sum += v) / total);
}

/** (Σ λ)² / Σ λ² of the principal variances: 1 for a line, n for a ball in n dimensions. */
export const participationRatio = (variances: Float64Array): number =>
  variances.reduce((sum, v) => sum + v, 0) ** 2 / variances.reduce((sum, v) => sum + v * v, 0);

/** Eigenvalues of a symmetric matrix, which is overwritten, by Jacobi's rotations (Golub & Van Loan, section 8.5). */
function eigenvalues(a: Float64Array[]): Float64Array {
  const n = a.length;
  const squares = (off: boolean): number =>
    a.reduce((sum, row, i) => row.reduce((s, v, j) => s + (off === (i !== j) ? v * v : 0), sum), 0);
  const small = 1e-24 * (squares(true) + squares(false));
  while (squares(true) > small)
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) if (a[p][q] !== 0) rotate(a, p, q);
  return Float64Array.from(a, (row, i) => row[i]);
}

/** Makes a[p][q] zero. */
function rotate(a: Float64Array[], p: number, q: number): void {
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of a) {
    const [x, y] = [row[p], row[q]];
    row[p] = cosine * x - sine * y;
    row[q] = sine * x + cosine * y;
  }
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[p][k], a[q][k]];
    a[p][k] = cosine * x - sine * y;
    a[q][k] = sine * x + cosine * y;
  }
}
