/**
 * Expands matrices in blocks for the kernels, panel by panel:
 *
 *     u32 count, padded to 16 | offsets of the columns in the vector, u32 in bytes, padded to 16 | blocks of f32
 *
 * Lanes without a row are zero.
 */
import {
  blockWeights, blocksOf, hasBlock, isSparse, mapsBytes, panelsOf, rowOf, scalesBytes, storedBlocks,
} from '../blob/sparse';
import { TENSOR_COLUMNS, TENSOR_ROWS } from '../layout';
import { align16 } from '../memory';
import { decoded } from './weight';

/** An upper bound of the bytes that the panels of a checked tensor take. */
export function blocksBytes(entry: usize): u64 {
  return <u64>panelsOf(entry) * 32 + <u64>storedBlocks(entry) * (4 + 4 * blockWeights(entry));
}

/** Writes the panels. Returns the end of what it wrote. */
export function expandBlocks(entry: usize, data: usize, to: usize): usize {
  const weights = blockWeights(entry);
  const rows = <u32>load<u16>(entry, TENSOR_ROWS);
  const columns = <u32>load<u16>(entry, TENSOR_COLUMNS);
  const first = data + scalesBytes(entry) + mapsBytes(entry);
  let at: u32 = 0;
  for (let panel: u32 = 0; panel < panelsOf(entry); panel++) {
    const count = blocksOf(entry, data, panel);
    let offset = to + 16;
    memory.fill(to, 0, 16 + align16(count << 2));
    store<u32>(to, count);
    to = offset + align16(count << 2);
    for (let column: u32 = 0; column < columns; column++) {
      if (!hasBlock(entry, data, panel, column)) continue;
      store<u32>(offset, column << 2);
      offset += 4;
      for (let i: u32 = 0; i < weights; i++, to += 4, at++) {
        const row = rowOf(entry, panel, i);
        const index = isSparse(entry) ? at : row * columns + column;
        store<f32>(to, row < rows ? decoded(entry, data, first, row, column, index) : 0);
      }
    }
  }
  return to;
}
