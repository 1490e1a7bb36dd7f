import { readerOf } from '../quantise/decode.ts';
import { blockWeights, filled, isSparse, mapsBytes, rowOf, scalesBytes } from './sparse.ts';
import type { Tensor } from './write.ts';

/** Decodes a tensor's bytes to the weights that the interpreter computes with, row-major. */
export function weightsOf(tensor: Tensor): Float64Array {
  const { type, rows, columns, kind, bytes } = tensor;
  const values = new Float64Array(rows * columns);
  if (!isSparse(kind)) {
    const read = readerOf(type, columns, bytes, scalesBytes(tensor));
    for (let i = 0; i < values.length; i++) values[i] = read(i, Math.floor(i / columns), i % columns);
    return values;
  }
  const read = readerOf(type, columns, bytes, scalesBytes(tensor) + mapsBytes(tensor));
  let index = 0;
  for (const [panel, column] of filled(tensor))
    for (let i = 0; i < blockWeights(kind); i++, index++) {
      const row = rowOf(tensor, panel, i);
      if (row >= 0) values[row * columns + column] = read(index, row, column);
    }
  return values;
}
