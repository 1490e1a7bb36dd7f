import {
  ERROR_HEADER, ERROR_TENSOR, ERROR_WEIGHT, HEADER_METADATA_OFFSET, HEADER_TENSOR_COUNT, HEADER_TENSORS_OFFSET,
  HEADER_WEIGHTS_OFFSET, KIND_MATRIX, KIND_VECTOR, OK, TENSOR_BYTES, TENSOR_BYTES_FIELD, TENSOR_COLUMNS, TENSOR_KIND,
  TENSOR_OFFSET, TENSOR_ROWS, TENSOR_TYPE, TENSOR_ZERO, TYPE_F32, TYPE_Q8,
} from '../layout';
import { fail } from '../status';
import { field, isZero } from './header';

/** Address of entry i of the tensor table. */
// @ts-ignore: decorator
@inline
export function tensorEntry(blob: usize, i: u32): usize {
  return blob + field(blob, HEADER_TENSORS_OFFSET) + i * TENSOR_BYTES;
}

/** Bytes that the shape and type of an entry imply. */
function impliedBytes(entry: usize): u64 {
  const rows = <u64>load<u16>(entry, TENSOR_ROWS);
  const weights = rows * <u64>load<u16>(entry, TENSOR_COLUMNS);
  return load<u8>(entry, TENSOR_TYPE) == TYPE_F32 ? weights << 2 : (rows << 2) + weights;
}

/** The offset of the first field of the entry that is wrong, or −1. `available` is the size of the weights section. */
function wrongField(entry: usize, available: u32): i32 {
  const type = load<u8>(entry, TENSOR_TYPE);
  const kind = load<u8>(entry, TENSOR_KIND);
  if (type != TYPE_F32 && type != TYPE_Q8) return TENSOR_TYPE;
  if (kind != KIND_VECTOR && kind != KIND_MATRIX) return TENSOR_KIND;
  if (kind == KIND_VECTOR && type != TYPE_F32) return TENSOR_TYPE;
  if (load<u16>(entry, TENSOR_ROWS) == 0) return TENSOR_ROWS;
  const columns = load<u16>(entry, TENSOR_COLUMNS);
  if (columns == 0 || (kind == KIND_VECTOR && columns != 1)) return TENSOR_COLUMNS;
  if (load<u16>(entry, TENSOR_ZERO) != 0) return TENSOR_ZERO;
  const offset = load<u32>(entry, TENSOR_OFFSET);
  if (offset & 3 || offset > available) return TENSOR_OFFSET;
  const bytes = load<u32>(entry, TENSOR_BYTES_FIELD);
  if (<u64>bytes != impliedBytes(entry) || bytes > available - offset) return TENSOR_BYTES_FIELD;
  return -1;
}

// @ts-ignore: decorator
@inline
function isFiniteFloat(x: f32): bool {
  return x - x == 0;
}

/** Index of the first of n floats that is not finite, or n. */
function firstBadFloat(data: usize, n: u32): u32 {
  for (let i: u32 = 0; i < n; i++) {
    if (!isFiniteFloat(load<f32>(data + (i << 2)))) return i;
  }
  return n;
}

/**
 * Index of the first bad element of a q8 matrix, scales counted first and bytes after them; or rows + rows × columns.
 * A byte is bad if it is −128 or its product with the scale overflows.
 */
function firstBadByte(data: usize, rows: u32, columns: u32): u32 {
  for (let row: u32 = 0; row < rows; row++) {
    const scale = load<f32>(data + (row << 2));
    if (!isFiniteFloat(scale) || scale < 0) return row;
  }
  const bytes = data + (rows << 2);
  let i: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const scale = load<f32>(data + (row << 2));
    for (let column: u32 = 0; column < columns; column++, i++) {
      const byte = load<i8>(bytes + i);
      if (byte == -128 || !isFiniteFloat(scale * <f32>byte)) return rows + i;
    }
  }
  return rows + i;
}

/**
 * Checks the tensor table and every weight, and that nothing but zeros follows the last tensor; a status.
 *
 * The tensors together may not be larger than the section: they could otherwise share weights so often that checking
 * and expanding them takes time and memory out of all proportion to the blob.
 */
export function checkTensors(blob: usize): i32 {
  const count = field(blob, HEADER_TENSOR_COUNT);
  const weights = field(blob, HEADER_WEIGHTS_OFFSET);
  const metadata = field(blob, HEADER_METADATA_OFFSET);
  let left = metadata - weights;
  let used: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const entry = tensorEntry(blob, i);
    const wrong = wrongField(entry, metadata - weights);
    if (wrong >= 0) return fail(ERROR_TENSOR, i, wrong);
    const bytes = load<u32>(entry, TENSOR_BYTES_FIELD);
    if (bytes > left) return fail(ERROR_TENSOR, i, TENSOR_BYTES_FIELD);
    left -= bytes;
    const offset = load<u32>(entry, TENSOR_OFFSET);
    const data = blob + weights + offset;
    const rows = <u32>load<u16>(entry, TENSOR_ROWS);
    const columns = <u32>load<u16>(entry, TENSOR_COLUMNS);
    const f32Weights = load<u8>(entry, TENSOR_TYPE) == TYPE_F32;
    const elements = rows * columns + (f32Weights ? 0 : rows);
    const bad = f32Weights ? firstBadFloat(data, elements) : firstBadByte(data, rows, columns);
    if (bad != elements) return fail(ERROR_WEIGHT, i, bad);
    used = max<u32>(used, offset + bytes);
  }
  if (!isZero(blob, weights + used, metadata)) return fail(ERROR_HEADER, HEADER_METADATA_OFFSET);
  return OK;
}
