/**
 * Expands tensors for the kernels: vectors to padded f32, matrices to panels of four rows. Each segment of rows begins a new
 * vector or panel; lanes without a row are zero.
 */
import { paddedBytes } from '../access';
import { isSparse, panelsOf, rowOf, scalesBytes } from '../blob/sparse';
import { bitsOf, scaleBytesOf, staysSmall } from '../weights';
import { blockColumns, panelBytes } from '../kernels/affine-small';
import { groupOf } from '../kernels/affine';
import { levelGroupOf } from '../kernels/affine-levels';
import {
  KIND_LEVELS, KIND_ROWS, KIND_SYNAPSES, KIND_VECTOR, TENSOR_COLUMNS, TENSOR_KIND, TENSOR_ROWS,
  TENSOR_TYPE, WEIGHTS_INTEGER, WEIGHTS_SMALL,
} from '../layout';
import { blocksBytes, expandBlocks } from './blocks';
import { decoded, scaleOf } from './weight';

/** Ways to hold a tensor. */
export const HELD_FLOATS: u32 = 0; // f32 panels in groups, for affine; a vector is a matrix of one column
export const HELD_STORED: u32 = 1; // panels of the stored type, for affineSmall
export const HELD_LEVELS: u32 = 2; // panels of pairs of quantised values, for affineLevels
export const HELD_ROWS: u32 = 3; // padded f32 rows, for dot
export const HELD_BLOCKS: u32 = 4; // f32 blocks with their columns, for affineSparse and synapses

/** How a tensor is held when the weights stay as `weights` says. */
export function holding(entry: usize, weights: u32): u32 {
  const kind = load<u8>(entry, TENSOR_KIND);
  const type = load<u8>(entry, TENSOR_TYPE);
  if (kind == KIND_ROWS) return HELD_ROWS;
  if (kind == KIND_SYNAPSES || isSparse(entry)) return HELD_BLOCKS;
  if (kind == KIND_LEVELS && weights == WEIGHTS_INTEGER) return HELD_LEVELS;
  if (kind != KIND_VECTOR && weights == WEIGHTS_SMALL && staysSmall(type)) return HELD_STORED;
  return HELD_FLOATS;
}

/** Bytes of an expanded tensor, a multiple of 16; for one in blocks an upper bound. */
export function expandedBytes(entry: usize, weights: u32): u64 {
  const columns = <u64>load<u16>(entry, TENSOR_COLUMNS);
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  const panels = <u64>panelsOf(entry);
  const type = load<u8>(entry, TENSOR_TYPE);
  switch (holding(entry, weights)) {
    case HELD_BLOCKS: return blocksBytes(entry);
    case HELD_ROWS: return <u64>rows * <u64>paddedBytes(<u32>columns);
    case HELD_LEVELS: return panels * (16 + ((columns + 1) >> 1 << 4));
    case HELD_STORED: return panels * panelBytes(type, <u32>columns) + 15 & ~15;
  }
  return panels * columns << 4;
}

/** Writes panels of the stored type, to memory that is zero, as `affineSmall` reads them. */
function expandStored(entry: usize, data: usize, to: usize): void {
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  const columns = <u32>load<u16>(entry, TENSOR_COLUMNS);
  const type = <u32>load<u8>(entry, TENSOR_TYPE);
  const size = bitsOf(type) >> 3;
  const block = blockColumns(type);
  const first = data + scalesBytes(entry);
  const panels = panelsOf(entry);
  for (let panel: u32 = 0; panel < panels; panel++, to += panelBytes(type, columns)) {
    for (let lane: u32 = 0; lane < 4; lane++) {
      const row = rowOf(entry, panel, lane);
      if (row >= rows) continue;
      let at = to + lane * size;
      let from = first + row * columns * size;
      for (let column: u32 = 0; column < columns; column++, at += size << 2, from += size) {
        if (scaleBytesOf(type) != 0 && column % block == 0) {
          store<f32>(at - lane * size + (lane << 2), scaleOf(entry, data, row, column));
          at += 16;
        }
        if (size == 1) store<u8>(at, load<u8>(from));
        else store<u16>(at, load<u16>(from));
      }
    }
  }
}

/** Writes a tensor in the way it is held. Returns the end of what it wrote. */
export function expand(entry: usize, data: usize, weights: u32, to: usize): usize {
  const held = holding(entry, weights);
  if (held == HELD_BLOCKS) return expandBlocks(entry, data, to);
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  const columns = <u32>load<u16>(entry, TENSOR_COLUMNS);
  const first = data + scalesBytes(entry);
  const end = to + <usize>expandedBytes(entry, weights);
  memory.fill(to, 0, end - to); // clears the padding lanes and columns
  if (held == HELD_STORED) {
    expandStored(entry, data, to);
    return end;
  }
  if (held == HELD_ROWS) {
    let i: u32 = 0;
    for (let row: u32 = 0; row < rows; row++, to += paddedBytes(columns)) {
      for (let column: u32 = 0; column < columns; column++, i++) {
        store<f32>(to + (column << 2), decoded(entry, data, first, row, column, i));
      }
    }
    return end;
  }
  const panels = panelsOf(entry);
  const levels = held == HELD_LEVELS;
  const together: u32 = levels ? 2 : 1; // columns of one row that lie side by side
  const unit: u32 = levels ? 2 : 4;
  for (let panel: u32 = 0; panel < panels; ) {
    const left = panels - panel;
    const count = levels ? levelGroupOf(left) : groupOf(left);
    const lanes = count << 2;
    let weightsAt = to;
    if (levels) weightsAt += lanes << 2;
    for (let lane: u32 = 0; lane < lanes; lane++) {
      const row = rowOf(entry, panel + (lane >> 2), lane);
      if (row >= rows) continue;
      if (levels) store<f32>(to + (lane << 2), scaleOf(entry, data, row, 0));
      let i = row * columns;
      let next = weightsAt + lane * together * unit;
      for (let column: u32 = 0; column < columns; column++, i++, next += unit) {
        // skips the other rows of the group
        if (column != 0 && column % together == 0) next += (lanes - 1) * together * unit;
        if (levels) store<u16>(next, load<u16>(first + (i << 1)));
        else store<f32>(next, decoded(entry, data, first, row, column, i));
      }
    }
    to = weightsAt + (columns + together - 1) / together * together * lanes * unit;
    panel += count;
  }
  return end;
}
