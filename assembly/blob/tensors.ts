import { bytesOf } from '../kernels/affine-small';
import {
  ERROR_HEADER, ERROR_TENSOR, ERROR_WEIGHT, HEADER_METADATA_OFFSET, HEADER_TENSOR_COUNT, HEADER_TENSORS_OFFSET,
  HEADER_WEIGHTS_OFFSET, KIND_LEVELS, KIND_PANEL_SPARSE, KIND_VECTOR, MAX_ROW_LEVELS, MAX_SEGMENTS, OK, TENSOR_BYTES,
  TENSOR_BYTES_FIELD, TENSOR_COLUMNS, TENSOR_KIND, TENSOR_OFFSET, TENSOR_ROWS, TENSOR_SEGMENTS, TENSOR_TYPE, TYPE_F16,
  TYPE_F32, TYPE_I16, TYPE_Q8,
} from '../layout';
import { fail } from '../status';
import { field, isZero } from './header';

/** Address of entry i of the tensor table. */
// @ts-ignore: decorator
@inline
export function tensorEntry(blob: usize, i: u32): usize {
  return blob + field(blob, HEADER_TENSORS_OFFSET) + i * TENSOR_BYTES;
}

/** Whether a type has a scale for each row. */
// @ts-ignore: decorator
@inline
function isScaled(type: u32): bool {
  return type == TYPE_Q8 || type == TYPE_I16;
}

/** Bytes that the shape and type of an entry imply. */
function impliedBytes(entry: usize): u64 {
  const rows = <u64>load<u16>(entry, TENSOR_ROWS);
  const weights = rows * <u64>load<u16>(entry, TENSOR_COLUMNS);
  const type = load<u8>(entry, TENSOR_TYPE);
  if (type == TYPE_F32) return weights << 2;
  return weights * bytesOf(type) + (isScaled(type) ? rows << 2 : 0);
}

/** The offset of the first field of the entry that is wrong, or −1. `available` is the size of the weights section. */
function wrongField(entry: usize, available: u32): i32 {
  const type = load<u8>(entry, TENSOR_TYPE);
  const kind = load<u8>(entry, TENSOR_KIND);
  if (type > <u8>TYPE_I16) return TENSOR_TYPE;
  if (kind > <u8>KIND_LEVELS || kind == KIND_PANEL_SPARSE) return TENSOR_KIND;
  if ((kind == KIND_VECTOR && type != TYPE_F32) || (kind == KIND_LEVELS && type != TYPE_I16)) return TENSOR_TYPE;
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  if (rows == 0) return TENSOR_ROWS;
  const columns = load<u16>(entry, TENSOR_COLUMNS);
  if (columns == 0 || (kind == KIND_VECTOR && columns != 1)) return TENSOR_COLUMNS;
  const segments = <u32>load<u16>(entry, TENSOR_SEGMENTS);
  if (segments == 1 || segments > <u32>MAX_SEGMENTS || (segments != 0 && rows % segments != 0)) return TENSOR_SEGMENTS;
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

/** Index of the first of n floats, or halves, that is not finite, or n. */
function firstBadFloat(type: u32, data: usize, n: u32): u32 {
  for (let i: u32 = 0; i < n; i++) {
    if (type == TYPE_F16) {
      if ((load<u16>(data + (i << 1)) & 0x7c00) == 0x7c00) return i;
    } else if (!isFiniteFloat(load<f32>(data + (i << 2)))) {
      return i;
    }
  }
  return n;
}

/**
 * Index of the first bad element of a scaled matrix, scales counted first and levels after them; or rows + rows ×
 * columns. A level is bad if it is the lowest of its type, if its product with the scale overflows, or if it makes the
 * row too large for the integer path.
 */
function firstBadLevel(type: u32, bounded: bool, data: usize, rows: u32, columns: u32): u32 {
  let i: u32 = 0;
  for (; i < rows; i++) {
    const scale = load<f32>(data + (i << 2));
    if (!isFiniteFloat(scale) || scale < 0) return i;
  }
  let at = data + (rows << 2);
  for (let row: u32 = 0; row < rows; row++) {
    const scale = load<f32>(data + (row << 2));
    let sum: u32 = 0;
    for (let column: u32 = 0; column < columns; column++, i++, at += bytesOf(type)) {
      const level = type == TYPE_Q8 ? <i32>load<i8>(at) : <i32>load<i16>(at);
      sum += <u32>abs<i32>(level);
      if (level == (type == TYPE_Q8 ? -128 : -32768) || !isFiniteFloat(scale * <f32>level)) return i;
      if (bounded && sum > <u32>MAX_ROW_LEVELS) return i;
    }
  }
  return i;
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
    const type = <u32>load<u8>(entry, TENSOR_TYPE);
    const scaled = isScaled(type);
    const elements = rows * columns + (scaled ? rows : 0);
    const bad = scaled
      ? firstBadLevel(type, load<u8>(entry, TENSOR_KIND) == KIND_LEVELS, data, rows, columns)
      : firstBadFloat(type, data, elements);
    if (bad != elements) return fail(ERROR_WEIGHT, i, bad);
    used = max<u32>(used, offset + bytes);
  }
  if (!isZero(blob, weights + used, metadata)) return fail(ERROR_HEADER, HEADER_METADATA_OFFSET);
  return OK;
}
