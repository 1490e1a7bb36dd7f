import { fromHalf } from './half.ts';
import { groupOf, scalesInRow, storageOf, type WeightType } from './types.ts';

/** Reads the weight with an index among those that are stored, and whose row and column choose its scale. */
export type Reader = (index: number, row: number, column: number) => number;

/**
 * A reader of the weights that lie from byte `first` on; scales lie at the beginning of the bytes.
 * @param columns of the matrix
 */
export function readerOf(type: WeightType, columns: number, bytes: Uint8Array, first: number): Reader {
  const { bits, scale } = storageOf(type);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (scale === null)
    return bits === 32
      ? (i) => view.getFloat32(first + 4 * i, true)
      : (i) => fromHalf(view.getUint16(first + 2 * i, true));
  const group = groupOf(type, columns);
  const groups = scalesInRow(type, columns);
  const scaleAt =
    scale === 'f16'
      ? (i: number) => fromHalf(view.getUint16(2 * i, true))
      : (i: number) => view.getFloat32(4 * i, true);
  const levelAt = levelReader(bits, view, first);
  return (i, row, column) => Math.fround(scaleAt(row * groups + Math.floor(column / group)) * levelAt(i));
}

function levelReader(bits: number, view: DataView, first: number): (index: number) => number {
  if (bits === 16) return (i) => view.getInt16(first + 2 * i, true);
  if (bits === 8) return (i) => view.getInt8(first + i);
  return (i) => (view.getUint8(first + (i >> 1)) << (28 - 4 * (i & 1))) >> 28;
}
