/**
 * Sparse matrices in the layout of `docs/format.md`: scales, a bit map for each panel of four rows, then the blocks that
 * are not empty.
 */
import type { Quantised } from '../quantise/encode.ts';
import { scaleBytes, scalesInRow, storageOf } from '../quantise/types.ts';
import type { Tensor, TensorKind } from './write.ts';

/** A matrix that is multiplied in blocks. */
export interface BlockShape {
  readonly kind: TensorKind;
  readonly rows: number;
  readonly columns: number;
  readonly segments: number;
}

/** The kind of the same matrix without its empty blocks. */
const sparseKinds: ReadonlyMap<TensorKind, TensorKind> = new Map([
  ['matrix', 'panel-sparse'],
  ['synapses', 'synapses-sparse'],
]);

const isSynapses = (kind: TensorKind): boolean => kind.startsWith('synapses');
export const isSparse = (kind: TensorKind): boolean => kind === 'panel-sparse' || kind === 'synapses-sparse';

/** Panels with their own blocks; a block of synapses spans the segments. */
const panelsOf = ({ kind, rows, segments }: BlockShape): number =>
  Math.ceil(rows / segments / 4) * (isSynapses(kind) ? 1 : segments);

export const blockWeights = (kind: TensorKind): number => (isSynapses(kind) ? 16 : 4);

/** The row of weight i of a panel's blocks; −1 if its lane has none. */
export function rowOf({ kind, rows, segments }: BlockShape, panel: number, i: number): number {
  const own = rows / segments;
  const panels = Math.ceil(own / 4);
  const segment = isSynapses(kind) ? i >> 2 : Math.floor(panel / panels);
  const row = (panel % panels) * 4 + (i & 3);
  return row < own ? segment * own + row : -1;
}

/** Bytes of the maps, padded to a multiple of 4. */
export const mapsBytes = (shape: BlockShape): number =>
  Math.ceil((panelsOf(shape) * Math.ceil(shape.columns / 8)) / 4) * 4;

/** Bits of one stored weight, without its share of a scale. */
export const weightBits = ({ type }: Pick<Tensor, 'type'>): number => storageOf(type).bits;

/** Bytes of the scales before everything else. */
export const scalesBytes = ({ type, rows, columns }: Pick<Tensor, 'type' | 'rows' | 'columns'>): number =>
  rows * scalesInRow(type, columns) * scaleBytes(type);

/** Counts the blocks of a stored matrix; undefined if none is missing. */
export function blocksOf(tensor: Tensor): number | undefined {
  if (!isSparse(tensor.kind)) return undefined;
  const weights = tensor.bytes.length - scalesBytes(tensor) - mapsBytes(tensor);
  return (8 * weights) / blockWeights(tensor.kind) / weightBits(tensor);
}

/** Lists the blocks in the maps of a stored matrix, in their order. */
export function* filled(tensor: Tensor): Generator<readonly [panel: number, column: number]> {
  const maps = scalesBytes(tensor);
  const each = Math.ceil(tensor.columns / 8);
  for (let panel = 0; panel < panelsOf(tensor); panel++)
    for (let column = 0; column < tensor.columns; column++)
      if (tensor.bytes[maps + panel * each + (column >> 3)] & (1 << (column & 7))) yield [panel, column];
}

/** The weights that all have to be zero for a block to be empty, as indices: of synapses the two that sums are weighted with. */
function deciding(shape: BlockShape, panel: number, column: number): number[] {
  const { kind, columns } = shape;
  const found: number[] = [];
  for (let i = isSynapses(kind) ? 8 : 0; i < blockWeights(kind); i++) {
    const row = rowOf(shape, panel, i);
    if (row >= 0) found.push(row * columns + column);
  }
  return found;
}

/** Every block of a matrix: the weights that all have to be zero for it to be empty, as indices into its rows. */
export function* blocksIn(shape: BlockShape): Generator<readonly number[]> {
  for (let panel = 0; panel < panelsOf(shape); panel++)
    for (let column = 0; column < shape.columns; column++) yield deciding(shape, panel, column);
}

/** Finds the blocks with a weight other than zero. */
function* filledBlocks(shape: BlockShape, values: Float64Array): Generator<readonly [number, number]> {
  for (let panel = 0; panel < panelsOf(shape); panel++)
    for (let column = 0; column < shape.columns; column++)
      if (deciding(shape, panel, column).some((i) => values[i] !== 0)) yield [panel, column];
}

/** The share of a matrix's blocks that are not empty. */
export function density(shape: BlockShape, values: Float64Array): number {
  let count = 0;
  for (const _ of filledBlocks(shape, values)) count++;
  return count / (panelsOf(shape) * shape.columns);
}

/**
 * A matrix without its empty blocks.
 * @param stored row by row, as `encodeMatrix` stores it
 */
export function withoutEmptyBlocks(
  shape: BlockShape,
  stored: Quantised,
): Quantised & { readonly kind: TensorKind } {
  const { rows, columns } = shape;
  const size = weightBits(stored);
  const scales = scalesBytes({ ...stored, rows, columns });
  const maps = new Uint8Array(mapsBytes(shape));
  /** Bytes, or halves of them. */
  const parts: number[] = [];
  const mapBytes = Math.ceil(columns / 8);
  for (const [panel, column] of filledBlocks(shape, stored.values)) {
    maps[panel * mapBytes + (column >> 3)] |= 1 << (column & 7);
    for (let i = 0; i < blockWeights(shape.kind); i++) {
      const row = rowOf(shape, panel, i);
      const weight = row * columns + column;
      if (size === 4)
        parts.push(row < 0 ? 0 : (stored.bytes[scales + (weight >> 1)] >> (4 * (weight & 1))) & 15);
      else
        for (let b = 0; b < size / 8; b++)
          parts.push(row < 0 ? 0 : stored.bytes[scales + (weight * size) / 8 + b]);
    }
  }
  const weights = size === 4 ? pairsOf(parts) : parts;
  const bytes = new Uint8Array(scales + maps.length + weights.length);
  bytes.set(stored.bytes.subarray(0, scales), 0);
  bytes.set(maps, scales);
  bytes.set(weights, scales + maps.length);
  return { ...stored, bytes, kind: sparseKinds.get(shape.kind) as TensorKind };
}

/** Two quantised values of 4 bits in a byte, the low one first; their number is even in blocks of four. */
const pairsOf = (levels: readonly number[]): number[] =>
  Array.from({ length: levels.length / 2 }, (_, i) => levels[2 * i] | (levels[2 * i + 1] << 4));

/** Whether a matrix of this kind may leave out its empty blocks. */
export const mayBeSparse = (kind: TensorKind): boolean => sparseKinds.has(kind);
