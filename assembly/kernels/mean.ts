import { write } from '../access';
import { sum } from './reduce';

/** out (scalar) = the mean of the n floats of a: lane sums, then one division by n. */
export function mean<T>(out: usize, a: usize, n: u32): void {
  write<f32>(out, sum<T>(a, n) / <f32>n);
}
