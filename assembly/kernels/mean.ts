import { write } from '../access';
import { reduce } from './reduce';

/** out (scalar) = the sum of `kind` over n floats of a, or of a and b, divided by n. */
// @ts-ignore: decorator
@inline
export function mean<T>(kind: u32, out: usize, a: usize, b: usize, n: u32): void {
  write<f32>(out, reduce<T>(kind, a, b, n) / <f32>n);
}
