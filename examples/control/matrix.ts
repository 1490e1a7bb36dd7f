/** Products of [4 × 4] matrices, row-major, and vectors [4]: the plant has four states. */
import { STATES } from './cart-pole.ts';

export const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < STATES; i++) sum += x[i] * y[i];
  return sum;
};

export const diagonal = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: STATES * STATES }, (_, i) => (i % (STATES + 1) === 0 ? values[i % STATES] : 0));

export const row = (M: Float64Array, i: number): Float64Array => M.subarray(i * STATES, (i + 1) * STATES);

export const transposed = (M: Float64Array): Float64Array =>
  M.map((_, i) => M[(i % STATES) * STATES + Math.floor(i / STATES)]);

/** M x. */
export const applied = (M: Float64Array, x: Float64Array): Float64Array => x.map((_, i) => dot(row(M, i), x));

/** X Y, written to `into`, which is neither of them. */
export function product(
  X: Float64Array,
  Y: Float64Array,
  into: Float64Array = new Float64Array(STATES * STATES),
): Float64Array {
  into.fill(0);
  for (let i = 0; i < STATES; i++)
    for (let k = 0; k < STATES; k++)
      for (let j = 0; j < STATES; j++) into[i * STATES + j] += X[i * STATES + k] * Y[k * STATES + j];
  return into;
}
