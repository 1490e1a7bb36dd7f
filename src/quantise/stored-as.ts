import { toQ4 } from './q4.ts';
import type { RoundingOptions } from './rounding/index.ts';
import { type Quantised, toF16, toF32, toI16, toQ8, type WeightType } from './types.ts';

/** Stores a matrix, row-major, in a type of weights. */
export function storedAs(
  type: WeightType,
  weights: Float64Array,
  rows: number,
  columns: number,
  rounding?: RoundingOptions,
): Quantised {
  switch (type) {
    case 'f32':
      return toF32(weights);
    case 'f16':
      return toF16(weights);
    case 'q8':
      return toQ8(weights, rows, columns, rounding);
    case 'i16':
      return toI16(weights, rows, columns, false, rounding);
    default:
      return toQ4(type, weights, rows, columns, rounding);
  }
}
