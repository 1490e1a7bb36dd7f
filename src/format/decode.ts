import { fromHalf } from '../quantise/half.ts';
import { q4Group } from '../quantise/q4.ts';
import { blockWeights, filled, isSparse, mapsBytes, rowOf, scalesBytes } from './sparse.ts';
import type { Tensor } from './write.ts';

/** The weights that a tensor's bytes stand for, row-major: what the machine computes with. */
export function weightsOf(tensor: Tensor): Float64Array {
  const { rows, columns, kind } = tensor;
  const values = new Float64Array(rows * columns);
  if (!isSparse(kind)) {
    const read = readerOf(tensor, scalesBytes(tensor));
    for (let i = 0; i < values.length; i++) values[i] = read(i, Math.floor(i / columns), i % columns);
    return values;
  }
  const read = readerOf(tensor, scalesBytes(tensor) + mapsBytes(tensor));
  let index = 0;
  for (const [panel, column] of filled(tensor))
    for (let i = 0; i < blockWeights(kind); i++, index++) {
      const row = rowOf(tensor, panel, i);
      if (row >= 0) values[row * columns + column] = read(index, row, column);
    }
  return values;
}

/** Reads the weight with an index among those that begin at byte `first`, and whose row and column choose its scale. */
function readerOf(
  { type, columns, bytes }: Tensor,
  first: number,
): (index: number, row: number, column: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scale = (row: number): number => view.getFloat32(4 * row, true);
  switch (type) {
    case 'f32':
      return (i) => view.getFloat32(first + 4 * i, true);
    case 'f16':
      return (i) => fromHalf(view.getUint16(first + 2 * i, true));
    case 'q8':
      return (i, row) => Math.fround(scale(row) * view.getInt8(first + i));
    case 'i16':
      return (i, row) => Math.fround(scale(row) * view.getInt16(first + 2 * i, true));
  }
  const group = q4Group(type, columns);
  const groups = Math.ceil(columns / group);
  return (i, row, column) => {
    const half = view.getUint16(2 * (row * groups + Math.floor(column / group)), true);
    const level = (view.getUint8(first + (i >> 1)) << (28 - 4 * (i & 1))) >> 28;
    return Math.fround(fromHalf(half) * level);
  };
}
