import { q4Scales } from '../blob/sparse';
import { Q4_COLUMNS, TENSOR_TYPE, TYPE_F16, TYPE_F32, TYPE_Q4, TYPE_Q4_ROW, TYPE_Q8 } from '../layout';
import { readHalf } from '../math/half';

/** Address of the scale of a row, of q8 and i16. */
// @ts-ignore: decorator
@inline
export function scaleAt(data: usize, row: u32): usize {
  return data + (row << 2);
}

/** The level with index i of those stored from `first` on; of 4 bits two are in a byte, the low one first. */
export function levelAt(type: u32, first: usize, i: u32): i32 {
  if (type >= <u32>TYPE_Q4) return <i32>load<u8>(first + (i >> 1)) << (28 - ((i & 1) << 2)) >> 28;
  return type == TYPE_Q8 ? <i32>load<i8>(first + i) : <i32>load<i16>(first + (i << 1));
}

/** The weight of a row and column with index i of those stored from `first` on; the tensor's bytes begin at `data`. */
export function decoded(entry: usize, data: usize, first: usize, row: u32, column: u32, i: u32): f32 {
  const type = <u32>load<u8>(entry, TENSOR_TYPE);
  if (type == TYPE_F32) return load<f32>(first + (i << 2));
  if (type == TYPE_F16) return readHalf<f32>(first + (i << 1));
  const level = <f32>levelAt(type, first, i);
  if (type < <u32>TYPE_Q4) return load<f32>(scaleAt(data, row)) * level;
  const group = type == TYPE_Q4_ROW ? row : row * q4Scales(entry) + column / Q4_COLUMNS;
  return readHalf<f32>(data + (group << 1)) * level;
}
