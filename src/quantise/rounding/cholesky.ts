/**
 * The upper triangular R with RᵀR = H, row-major as H is.
 * @param H [n × n], symmetric and positive definite
 */
export function cholesky(H: Float64Array, n: number): Float64Array {
  const R = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = i; j < n; j++) {
      let sum = H[i * n + j];
      for (let k = 0; k < i; k++) sum -= R[k * n + i] * R[k * n + j];
      R[i * n + j] = i === j ? Math.sqrt(sum) : sum / R[i * n + i];
    }
  return R;
}
