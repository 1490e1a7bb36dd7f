/**
 * Tensors as the kernels read them: vectors as padded f32, matrices as panels of four rows. Each segment of rows begins a
 * new vector or panel; lanes without a row are zero.
 */
import { paddedBytes } from '../access';
import { isSparse, segmentsOf } from '../blob/sparse';
import { bytesOf, scaleBytesOf } from '../kernels/affine-small';
import { groupOf } from '../kernels/affine';
import { levelGroupOf } from '../kernels/affine-levels';
import {
  KIND_LEVELS, KIND_ROWS, KIND_SYNAPSES, KIND_VECTOR, TENSOR_COLUMNS, TENSOR_KIND, TENSOR_ROWS, TENSOR_SEGMENTS,
  TENSOR_TYPE, TYPE_F16, TYPE_F32, TYPE_Q8, WEIGHTS_INTEGER, WEIGHTS_SMALL,
} from '../layout';
import { blocksBytes, expandBlocks } from './blocks';
import { decoded, scaleAt } from './weight';

/** Ways to hold a tensor. */
export const HELD_FLOATS: u32 = 0; // f32 panels in groups, for affine; a vector is a matrix of one column
export const HELD_STORED: u32 = 1; // panels of the stored type, for affineSmall
export const HELD_LEVELS: u32 = 2; // panels of level pairs, for affineLevels
export const HELD_ROWS: u32 = 3; // padded f32 rows, for dot
export const HELD_BLOCKS: u32 = 4; // f32 blocks with their columns, for affineSparse and synapses

/** How a tensor is held when the weights stay as `weights` says. */
export function holding(entry: usize, weights: u32): u32 {
  const kind = load<u8>(entry, TENSOR_KIND);
  if (kind == KIND_ROWS) return HELD_ROWS;
  if (kind == KIND_SYNAPSES || isSparse(entry)) return HELD_BLOCKS;
  if (kind == KIND_LEVELS && weights == WEIGHTS_INTEGER) return HELD_LEVELS;
  if (kind != KIND_VECTOR && weights == WEIGHTS_SMALL && load<u8>(entry, TENSOR_TYPE) != TYPE_F32) return HELD_STORED;
  return HELD_FLOATS;
}

/** Bytes of an expanded tensor, a multiple of 16. */
export function expandedBytes(entry: usize, weights: u32): u64 {
  const columns = <u64>load<u16>(entry, TENSOR_COLUMNS);
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  const segments = segmentsOf(entry);
  const panels = <u64>segments * <u64>(paddedBytes(rows / segments) >> 4);
  const type = load<u8>(entry, TENSOR_TYPE);
  switch (holding(entry, weights)) {
    case HELD_BLOCKS: return blocksBytes(entry);
    case HELD_ROWS: return <u64>rows * <u64>paddedBytes(<u32>columns);
    case HELD_LEVELS: return panels * (16 + ((columns + 1) >> 1 << 4));
    case HELD_STORED: return panels * (scaleBytesOf(type) + columns * 4 * bytesOf(type)) + 15 & ~15;
  }
  return panels * columns << 4;
}

/** Address of one stored weight. */
function stored(entry: usize, data: usize, row: u32, column: u32): usize {
  const element = row * <u32>load<u16>(entry, TENSOR_COLUMNS) + column;
  const type = load<u8>(entry, TENSOR_TYPE);
  if (type == TYPE_F32) return data + (element << 2);
  if (type == TYPE_F16) return data + (element << 1);
  const levels = scaleAt(data, load<u16>(entry, TENSOR_ROWS));
  return levels + element * <u32>bytesOf(type);
}

/** One weight of a tensor whose data begin at `data`. */
function weight(entry: usize, data: usize, row: u32, column: u32): f32 {
  return decoded(load<u8>(entry, TENSOR_TYPE), data, row, stored(entry, data, row, column));
}

/** Writes one weight, or nothing where the lane has no row; where the next begins. */
// @ts-ignore: decorator
@inline
function put(held: u32, entry: usize, data: usize, row: u32, column: u32, exists: bool, to: usize): usize {
  if (held == HELD_FLOATS) {
    store<f32>(to, exists ? weight(entry, data, row, column) : 0);
    return to + 4;
  }
  const type = load<u8>(entry, TENSOR_TYPE);
  const at = stored(entry, data, row, column);
  if (type == TYPE_Q8) {
    store<u8>(to, exists ? load<u8>(at) : 0);
    return to + 1;
  }
  store<u16>(to, exists ? load<u16>(at) : 0);
  return to + 2;
}

/** The scales of the four rows of a panel. */
function putScales(data: usize, row: u32, end: u32, to: usize): usize {
  for (const stop = to + 16; to < stop; to += 4, row++) store<f32>(to, row < end ? load<f32>(scaleAt(data, row)) : 0);
  return to;
}

/** Writes a tensor as it is held; the end of what was written. */
export function expand(entry: usize, data: usize, weights: u32, to: usize): usize {
  const held = holding(entry, weights);
  if (held == HELD_BLOCKS) return expandBlocks(entry, data, to);
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  const columns = <u32>load<u16>(entry, TENSOR_COLUMNS);
  if (held == HELD_ROWS) {
    for (let row: u32 = 0; row < rows; row++, to += paddedBytes(columns)) {
      memory.fill(to, 0, paddedBytes(columns));
      for (let column: u32 = 0; column < columns; column++) {
        store<f32>(to + (column << 2), weight(entry, data, row, column));
      }
    }
    return to;
  }
  const start = to;
  const segment = rows / segmentsOf(entry);
  const perSegment = (segment + 3) >> 2;
  const panels = segmentsOf(entry) * perSegment;
  const scales = held == HELD_LEVELS || (held == HELD_STORED && load<u8>(entry, TENSOR_TYPE) != TYPE_F16);
  const together: u32 = held == HELD_LEVELS ? 2 : 1; // columns of one row that lie side by side
  for (let panel: u32 = 0; panel < panels; ) {
    const left = panels - panel;
    const count = held == HELD_FLOATS ? groupOf(left) : held == HELD_LEVELS ? levelGroupOf(left) : 1;
    for (let part: u32 = 0; part < 2; part++) { // the scales, then the columns
      const end = part == 0 ? (scales ? <u32>1 : 0) : columns;
      for (let column: u32 = 0; column < end; column += together) {
        for (let i = panel; i < panel + count; i++) {
          const last = (i / perSegment + 1) * segment;
          const first = i / perSegment * segment + (i % perSegment << 2);
          if (part == 0) {
            to = putScales(data, first, last, to);
            continue;
          }
          for (let row = first; row < first + 4; row++) {
            for (let k = column; k < column + together; k++) {
              to = put(held, entry, data, row, k, row < last && k < columns, to);
            }
          }
        }
      }
    }
    panel += count;
  }
  memory.fill(to, 0, (start - to) & 15);
  return to + ((start - to) & 15);
}
