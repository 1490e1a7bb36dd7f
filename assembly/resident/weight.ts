import { TYPE_F16, TYPE_F32, TYPE_Q8 } from '../layout';
import { readHalf } from '../math/half';

/** Address of the scale of a row, of a type that has scales. */
// @ts-ignore: decorator
@inline
export function scaleAt(data: usize, row: u32): usize {
  return data + (row << 2);
}

/** The weight of a row that is stored at `at`, of a tensor whose bytes begin at `data`. */
export function decoded(type: u32, data: usize, row: u32, at: usize): f32 {
  if (type == TYPE_F32) return load<f32>(at);
  if (type == TYPE_F16) return readHalf<f32>(at);
  const level = type == TYPE_Q8 ? <i32>load<i8>(at) : <i32>load<i16>(at);
  return load<f32>(scaleAt(data, row)) * <f32>level;
}
