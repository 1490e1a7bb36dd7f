import { fromHalf } from './half.ts';
import { blockWeights, filled, isSparse, mapsBytes, rowOf, scalesBytes, weightBytes } from './sparse.ts';
import type { Tensor } from './write.ts';

/** The weights that a tensor's bytes stand for, row-major: what the machine computes with. */
export function weightsOf(tensor: Tensor): Float64Array {
  const { rows, columns, kind, type, bytes } = tensor;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(rows * columns);
  const scales = scalesBytes(tensor);
  const size = weightBytes(tensor);
  const read = (at: number, row: number): number => {
    if (type === 'f32') return view.getFloat32(at, true);
    if (type === 'f16') return fromHalf(view.getUint16(at, true));
    const level = type === 'q8' ? view.getInt8(at) : view.getInt16(at, true);
    return Math.fround(view.getFloat32(4 * row, true) * level);
  };
  if (!isSparse(kind)) {
    for (let i = 0; i < values.length; i++) values[i] = read(scales + i * size, Math.floor(i / columns));
    return values;
  }
  let at = scales + mapsBytes(tensor);
  for (const [panel, column] of filled(tensor))
    for (let i = 0; i < blockWeights(kind); i++, at += size) {
      const row = rowOf(tensor, panel, i);
      if (row >= 0) values[row * columns + column] = read(at, row);
    }
  return values;
}
