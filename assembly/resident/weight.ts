import { scalesInRow } from '../blob/sparse';
import { bitsOf, blockOf, scaleBytesOf } from '../weights';
import { TENSOR_TYPE } from '../layout';
import { readHalf } from '../math/half';

/** The quantised value with index i of those stored from `first` on; of 4 bits two are in a byte, the low one first. */
export function levelAt(type: u32, first: usize, i: u32): i32 {
  const bits = bitsOf(type);
  if (bits == 4) return <i32>load<u8>(first + (i >> 1)) << (28 - ((i & 1) << 2)) >> 28;
  return bits == 8 ? <i32>load<i8>(first + i) : <i32>load<i16>(first + (i << 1));
}

/** The scale of a row and column; the tensor's bytes begin at `data`. */
export function scaleOf(entry: usize, data: usize, row: u32, column: u32): f32 {
  const type = <u32>load<u8>(entry, TENSOR_TYPE);
  const block = blockOf(type);
  const i = block == 0 ? row : row * scalesInRow(entry) + (column >> block);
  return scaleBytesOf(type) == 4 ? load<f32>(data + (i << 2)) : readHalf<f32>(data + (i << 1));
}

/** Decodes weight i of those stored from `first` on, given its row and column. The tensor's bytes begin at `data`. */
export function decoded(entry: usize, data: usize, first: usize, row: u32, column: u32, i: u32): f32 {
  const type = <u32>load<u8>(entry, TENSOR_TYPE);
  if (scaleBytesOf(type) == 0) return bitsOf(type) == 32 ? load<f32>(first + (i << 2)) : readHalf<f32>(first + (i << 1));
  return scaleOf(entry, data, row, column) * <f32>levelAt(type, first, i);
}
