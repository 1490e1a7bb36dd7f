import { write } from '../access';
import { sum, sumOfDistances } from './reduce';

/** out (scalar) = the mean of the n floats of a: lane sums, then one division by n. */
export function mean<T>(out: usize, a: usize, n: u32): void {
  write<f32>(out, sum<T>(a, n) / <f32>n);
}

/** out (scalar) = the mean of |a − b| over n floats. */
export function distance<T>(out: usize, a: usize, b: usize, n: u32): void {
  write<f32>(out, sumOfDistances<T>(a, b, n) / <f32>n);
}
