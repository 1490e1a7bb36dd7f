import {
  ERROR_HEADER, ERROR_TENSOR, ERROR_WEIGHT, HEADER_METADATA_OFFSET, HEADER_TENSOR_COUNT, HEADER_TENSORS_OFFSET,
  HEADER_WEIGHTS_OFFSET, KIND_LEVELS, KIND_SYNAPSES_SPARSE, KIND_VECTOR, MAX_ROW_LEVELS, MAX_SEGMENTS, OK, TENSOR_BYTES,
  TENSOR_BYTES_FIELD, TENSOR_COLUMNS, TENSOR_KIND, TENSOR_OFFSET, TENSOR_ROWS, TENSOR_SEGMENTS, TENSOR_TYPE,
  HEADER_VERSION,
} from '../layout';
import { fail } from '../status';
import { field, isZero } from './header';
import {
  blocksOf, blockWeights, isSparse, isSynapses, mappedBlocks, mapsBytes, mapsFit, rowOf, scalesBytes, scalesInRow, storedBlocks,
  weightBits,
} from './sparse';
import { bitsOf, hasType, holdsIntegers, holdsVectors, scaleBytesOf } from '../weights';
import { levelAt } from '../resident/weight';

/** Address of entry i of the tensor table. */
// @ts-ignore: decorator
@inline
export function tensorEntry(blob: usize, i: u32): usize {
  return blob + field(blob, HEADER_TENSORS_OFFSET) + i * TENSOR_BYTES;
}

/** Bytes that an entry's shape, type and maps imply; more than `available` if its maps exceed that. */
function impliedBytes(entry: usize, data: usize, available: u32): u64 {
  const weights = <u64>load<u16>(entry, TENSOR_ROWS) * <u64>load<u16>(entry, TENSOR_COLUMNS);
  const head = <u64>scalesBytes(entry) + <u64>mapsBytes(entry);
  if (!isSparse(entry) || head > <u64>available) return head + (weights * weightBits(entry) + 7 >> 3);
  return head + (<u64>mappedBlocks(entry, data) * (blockWeights(entry) * weightBits(entry)) >> 3);
}

/**
 * The offset of the first field of the entry that is wrong, or −1. `available` bytes are in the section at `weights`.
 */
function wrongField(entry: usize, weights: usize, available: u32, version: u32): i32 {
  const type = load<u8>(entry, TENSOR_TYPE);
  const kind = load<u8>(entry, TENSOR_KIND);
  if (!hasType(version, type)) return TENSOR_TYPE;
  if (kind > <u8>KIND_SYNAPSES_SPARSE) return TENSOR_KIND;
  if ((kind == KIND_VECTOR && !holdsVectors(type)) || (kind == KIND_LEVELS && !holdsIntegers(type))) return TENSOR_TYPE;
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  if (rows == 0) return TENSOR_ROWS;
  const columns = load<u16>(entry, TENSOR_COLUMNS);
  if (columns == 0 || (kind == KIND_VECTOR && columns != 1)) return TENSOR_COLUMNS;
  const segments = <u32>load<u16>(entry, TENSOR_SEGMENTS);
  if (segments == 1 || segments > <u32>MAX_SEGMENTS || (segments != 0 && rows % segments != 0)) return TENSOR_SEGMENTS;
  if (isSynapses(entry) && segments != MAX_SEGMENTS) return TENSOR_SEGMENTS;
  const offset = load<u32>(entry, TENSOR_OFFSET);
  if (offset & 3 || offset > available) return TENSOR_OFFSET;
  const bytes = load<u32>(entry, TENSOR_BYTES_FIELD);
  const implied = impliedBytes(entry, weights + offset, available - offset);
  if (<u64>bytes != implied || bytes > available - offset) return TENSOR_BYTES_FIELD;
  return -1;
}

// @ts-ignore: decorator
@inline
function isFiniteFloat(x: f32): bool {
  return x - x == 0;
}

/** Returns the index of the first of n floats or halves that is not finite, or n. */
function firstBadFloat(bits: u32, data: usize, n: u32): u32 {
  for (let i: u32 = 0; i < n; i++) {
    if (bits == 16) {
      if ((load<u16>(data + (i << 1)) & 0x7c00) == 0x7c00) return i;
    } else if (!isFiniteFloat(load<f32>(data + (i << 2)))) {
      return i;
    }
  }
  return n;
}

/**
 * Whether a quantised value of a type may not be: the lowest of its bits, or one whose product with its row's scale overflows,
 * which those with halves do not.
 */
function isBadLevel(type: u32, level: i32, data: usize, row: u32): bool {
  if (level == -1 << (bitsOf(type) - 1)) return true;
  return scaleBytesOf(type) == 4 && !isFiniteFloat(load<f32>(data + (row << 2)) * <f32>level);
}

/** Returns the index of the first of n scales that is not finite and ≥ 0, or n. */
function firstBadScale(bytes: u32, data: usize, n: u32): u32 {
  for (let i: u32 = 0; i < n; i++) {
    if (bytes == 2) {
      if (load<u16>(data + (i << 1)) >= 0x7c00) return i;
      continue;
    }
    const scale = load<f32>(data + (i << 2));
    if (!isFiniteFloat(scale) || scale < 0) return i;
  }
  return n;
}

/**
 * Index of the first bad quantised value of `n` in rows or blocks, or `n`; also of one that makes its row too large for the integer
 * path. Lanes of a block without a row have no scale and must be 0.
 */
function firstBadLevel(entry: usize, type: u32, data: usize, at: usize, n: u32): u32 {
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  const sparse = isSparse(entry);
  const bounded = load<u8>(entry, TENSOR_KIND) == KIND_LEVELS;
  const together = sparse ? blockWeights(entry) : <u32>load<u16>(entry, TENSOR_COLUMNS);
  let left: u32 = 0;
  let panel: u32 = -1; // for blocks the panel; for rows the row
  for (let i: u32 = 0; i < n; left--) {
    while (left == 0) {
      panel++;
      left = sparse ? blocksOf(entry, data, panel) : 1;
    }
    let sum: u32 = 0;
    for (let lane: u32 = 0; lane < together; lane++, i++) {
      const row = sparse ? rowOf(entry, panel, lane) : panel;
      const level = levelAt(type, at, i);
      sum += <u32>abs<i32>(level);
      if (row >= rows ? level != 0 : isBadLevel(type, level, data, row)) return i;
      if (bounded && sum > <u32>MAX_ROW_LEVELS) return i;
    }
  }
  return n;
}

/** Returns the index of the first bad number of a checked entry, counting scales before weights; or −1. */
function firstBad(entry: usize, data: usize): i32 {
  const type = <u32>load<u8>(entry, TENSOR_TYPE);
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  const columns = <u32>load<u16>(entry, TENSOR_COLUMNS);
  const head = scalesBytes(entry);
  const at = data + head + mapsBytes(entry);
  const scaleBytes = scaleBytesOf(type);
  const scales = rows * scalesInRow(entry);
  const n = isSparse(entry) ? storedBlocks(entry) * blockWeights(entry) : rows * columns;
  const badScale = firstBadScale(scaleBytes, data, scales);
  if (badScale != scales) return badScale;
  const bad = scaleBytes == 0 ? firstBadFloat(bitsOf(type), at, n) : firstBadLevel(entry, type, data, at, n);
  // the half of the last byte that no value takes
  if (bad == n && bitsOf(type) == 4 && (n & 1) != 0 && levelAt(type, at, n) != 0) return scales + n - 1;
  return bad == n ? -1 : <i32>(scales + bad);
}

/**
 * Checks the tensor table and every weight, and that only zeros follow the last tensor. Returns a status.
 *
 * The tensors together may not exceed the section: otherwise many could share the same weights, and checking and expanding
 * them would take time and memory out of proportion to the blob.
 */
export function checkTensors(blob: usize): i32 {
  const count = field(blob, HEADER_TENSOR_COUNT);
  const weights = field(blob, HEADER_WEIGHTS_OFFSET);
  const metadata = field(blob, HEADER_METADATA_OFFSET);
  const version = field(blob, HEADER_VERSION);
  let left = metadata - weights;
  let used: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const entry = tensorEntry(blob, i);
    const wrong = wrongField(entry, blob + weights, metadata - weights, version);
    if (wrong >= 0) return fail(ERROR_TENSOR, i, wrong);
    const bytes = load<u32>(entry, TENSOR_BYTES_FIELD);
    if (bytes > left) return fail(ERROR_TENSOR, i, TENSOR_BYTES_FIELD);
    left -= bytes;
    const offset = load<u32>(entry, TENSOR_OFFSET);
    const data = blob + weights + offset;
    if (!mapsFit(entry, data)) return fail(ERROR_TENSOR, i, TENSOR_COLUMNS);
    const bad = firstBad(entry, data);
    if (bad >= 0) return fail(ERROR_WEIGHT, i, bad);
    used = max<u32>(used, offset + bytes);
  }
  if (!isZero(blob, weights + used, metadata)) return fail(ERROR_HEADER, HEADER_METADATA_OFFSET);
  return OK;
}
