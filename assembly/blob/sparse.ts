/**
 * Matrices stored and multiplied in blocks: four rows of one column, a panel's blocks in the order of their columns. A
 * sparse matrix has a bit map of its blocks; others have all.
 *
 * A block of synapses holds four rows of each of the four segments: slopes, offsets and the two weights.
 */
import {
  KIND_PANEL_SPARSE, KIND_SYNAPSES, KIND_SYNAPSES_SPARSE, TENSOR_BYTES_FIELD, TENSOR_COLUMNS, TENSOR_KIND, TENSOR_ROWS, TENSOR_SEGMENTS,
  TENSOR_TYPE,
} from '../layout';
import { bitsOf, blockOf, scaleBytesOf } from '../weights';

export function isSparse(entry: usize): bool {
  const kind = load<u8>(entry, TENSOR_KIND);
  return kind == KIND_PANEL_SPARSE || kind == KIND_SYNAPSES_SPARSE;
}

export function isSynapses(entry: usize): bool {
  const kind = load<u8>(entry, TENSOR_KIND);
  return kind == KIND_SYNAPSES || kind == KIND_SYNAPSES_SPARSE;
}

/** Segments of the rows of an entry. */
export function segmentsOf(entry: usize): u32 {
  return max<u32>(1, load<u16>(entry, TENSOR_SEGMENTS));
}

/** Scales of one row. */
export function scalesInRow(entry: usize): u32 {
  const type = <u32>load<u8>(entry, TENSOR_TYPE);
  if (scaleBytesOf(type) == 0) return 0;
  const block = blockOf(type);
  return block == 0 ? 1 : ((<u32>load<u16>(entry, TENSOR_COLUMNS) - 1) >> block) + 1;
}

/** Bytes of the scales, which come first. */
export function scalesBytes(entry: usize): u32 {
  return <u32>load<u16>(entry, TENSOR_ROWS) * scalesInRow(entry) * scaleBytesOf(load<u8>(entry, TENSOR_TYPE));
}

/** Bits of one stored weight. */
export function weightBits(entry: usize): u32 {
  return bitsOf(load<u8>(entry, TENSOR_TYPE));
}

/** Rows of one segment. */
function segmentRows(entry: usize): u32 {
  return <u32>load<u16>(entry, TENSOR_ROWS) / segmentsOf(entry);
}

/** Panels with their own blocks: those of all segments, or of one segment if a block spans all. */
export function panelsOf(entry: usize): u32 {
  return ((segmentRows(entry) + 3) >> 2) * (isSynapses(entry) ? 1 : segmentsOf(entry));
}

/** Weights of a block. */
export function blockWeights(entry: usize): u32 {
  return isSynapses(entry) ? 16 : 4;
}

/** The row of weight i of a panel's blocks; the number of rows if its lane has none. */
export function rowOf(entry: usize, panel: u32, i: u32): u32 {
  const rows = segmentRows(entry);
  const panels = (rows + 3) >> 2;
  const segment = isSynapses(entry) ? i >> 2 : panel / panels;
  const row = (panel % panels << 2) + (i & 3);
  return row < rows ? segment * rows + row : load<u16>(entry, TENSOR_ROWS);
}

/** Bytes of one panel's map. */
function mapBytes(entry: usize): u32 {
  return (<u32>load<u16>(entry, TENSOR_COLUMNS) + 7) >> 3;
}

/** Bytes of all maps, padded to a multiple of 4; 0 if no block is missing. */
export function mapsBytes(entry: usize): u32 {
  return isSparse(entry) ? (panelsOf(entry) * mapBytes(entry) + 3) & ~3 : 0;
}

/** Whether a panel has a block for a column. `data` is the start of the tensor's bytes. */
export function hasBlock(entry: usize, data: usize, panel: u32, column: u32): bool {
  if (!isSparse(entry)) return true;
  const map = data + scalesBytes(entry) + panel * mapBytes(entry);
  return ((load<u8>(map + (column >> 3)) >> (column & 7)) & 1) != 0;
}

/** Counts the blocks of a panel. */
export function blocksOf(entry: usize, data: usize, panel: u32): u32 {
  if (!isSparse(entry)) return load<u16>(entry, TENSOR_COLUMNS);
  const bytes = mapBytes(entry);
  let at = data + scalesBytes(entry) + panel * bytes;
  let count: u32 = 0;
  for (const end = at + bytes; at < end; at++) count += popcnt<u32>(load<u8>(at));
  return count;
}

/** Counts the blocks of a tensor with unchecked maps. */
export function mappedBlocks(entry: usize, data: usize): u32 {
  const panels = panelsOf(entry);
  let count: u32 = 0;
  for (let panel: u32 = 0; panel < panels; panel++) count += blocksOf(entry, data, panel);
  return count;
}

/** Counts the blocks of a checked tensor. */
export function storedBlocks(entry: usize): u32 {
  if (!isSparse(entry)) return panelsOf(entry) * <u32>load<u16>(entry, TENSOR_COLUMNS);
  const weights = load<u32>(entry, TENSOR_BYTES_FIELD) - scalesBytes(entry) - mapsBytes(entry);
  return (weights << 3) / (blockWeights(entry) * weightBits(entry));
}

/** Whether the bits after the last column and the padding after the last map are zero. */
export function mapsFit(entry: usize, data: usize): bool {
  if (!isSparse(entry)) return true;
  const bytes = mapBytes(entry);
  const used = <u32>load<u16>(entry, TENSOR_COLUMNS) & 7;
  const start = data + scalesBytes(entry);
  let at = start;
  for (let panel: u32 = 0; panel < panelsOf(entry); panel++) {
    at += bytes;
    if (used != 0 && load<u8>(at - 1) >> <u8>used != 0) return false;
  }
  for (const end = start + mapsBytes(entry); at < end; at++) {
    if (load<u8>(at) != 0) return false;
  }
  return true;
}
