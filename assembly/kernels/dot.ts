import { countMultiplyAdds, paddedBytes, read, write } from '../access';
import { DOT, reduce } from './reduce';

/**
 * out = c + T b for a matrix of few rows: reduces the products of each row (see `reduce.ts`) and adds the bias last. One
 * chain a row, as in `affine`, would wait for its own sums and use one lane of four.
 *
 * `rows` are padded to whole vectors with zeros; b has k floats, c and out n.
 */
export function dot<T>(out: usize, rows: usize, b: usize, c: usize, n: u32, k: u32): void {
  const stride = paddedBytes(k);
  countMultiplyAdds(n * k);
  for (const end = out + (n << 2); out < end; out += 4, c += 4, rows += stride) {
    write<f32>(out, read<f32>(c) + reduce<T>(DOT, rows, b, k));
  }
}
