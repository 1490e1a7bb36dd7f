import { read, write } from '../access';

/** out (scalar) = a / n, the length of one of n substeps. */
export function loopScalar(out: usize, a: usize, n: u32): void {
  write<f32>(out, read<f32>(a) / <f32>n);
}
