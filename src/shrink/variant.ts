/** Variants of a blob: matrices in other types, or without some of their blocks. */
import { OP_AFFINE } from '../../assembly/layout.ts';
import { weightsOf } from '../format/decode.ts';
import { inspect } from '../format/inspect.ts';
import type { ReadContents, ReadTensor } from '../format/read.ts';
import { blocksIn, mayBeSparse, withoutEmptyBlocks } from '../format/sparse.ts';
import { type TensorKind, writeBlob } from '../format/write.ts';
import { encodeMatrix, type Quantised } from '../quantise/encode.ts';
import type { Rounding, RoundingOptions } from '../quantise/rounding/index.ts';
import type { WeightType } from '../quantise/types.ts';

/** How one matrix is stored. */
export interface Choice {
  readonly type: WeightType;
  /** Share of the blocks to keep, the largest first. */
  readonly keep: number;
}

/** A choice for each tensor; null leaves it unchanged, for vectors and matrices of integers. */
export type Variant = readonly (Choice | null)[];

/** `U:q4 W:q8/0.5`, the name in caches, lists and messages. */
export const nameOf = ({ tensors }: ReadContents, variant: Variant): string =>
  variant
    .flatMap((choice, i) =>
      choice ? [`${tensors[i].name}:${choice.type}${choice.keep < 1 ? `/${choice.keep}` : ''}`] : [],
    )
    .join(' ');

/** Leaves the weights unchanged. */
export const original = ({ tensors }: ReadContents): Variant =>
  tensors.map(({ kind, type }) => (kind === 'vector' || kind === 'levels' ? null : { type, keep: 1 }));

const denseKinds: Partial<Record<TensorKind, TensorKind>> = {
  'panel-sparse': 'matrix',
  'synapses-sparse': 'synapses',
};
const denseKind = (kind: TensorKind): TensorKind => denseKinds[kind] ?? kind;

/** Whether blocks of a tensor may be left out: not if an instruction splits its columns between two vectors. */
export const mayPrune = ({ tensors, instructions }: ReadContents, index: number): boolean =>
  mayBeSparse(denseKind(tensors[index].kind)) &&
  !instructions.some(
    ({ op, inputs: [matrix, ...rest] }) =>
      op === OP_AFFINE && rest.length > 2 && matrix && 'tensor' in matrix && matrix.tensor === index,
  );

/** How to round weights, and the moments of each matrix's vectors. Without them, `compensated` means `least-squares`. */
export interface Levelling {
  readonly rounding: Rounding;
  /** For each tensor, as in `RoundingOptions`. */
  readonly moments?: readonly (Float64Array | undefined)[];
}

/**
 * Makes the blob of a variant, with the same program. Rounds the kept weights to their new type, and leaves out empty blocks
 * if that is smaller.
 * @returns null if a weight is beyond its type
 */
export function blobOf(
  contents: ReadContents,
  variant: Variant,
  { rounding, moments }: Levelling = { rounding: 'nearest' },
): Uint8Array | null {
  const tensors = contents.tensors.map((tensor, i) => {
    const choice = variant[i];
    if (!choice || (choice.keep === 1 && choice.type === tensor.type)) return { ...tensor, error: null };
    return stored(tensor, choice, mayPrune(contents, i), { rounding, moments: moments?.[i] });
  });
  if (tensors.some((tensor) => tensor === null)) return null;
  const changed = tensors as readonly NonNullable<(typeof tensors)[number]>[];
  // the losses of fewer unfolds and the certified ranges belong to the old weights
  const { unfolds: _, certified: __, ...metadata } = contents.metadata;
  const blob = {
    ...contents,
    version: undefined, // a new model, and its types may be newer than the old format version
    tensors: changed,
    metadata: {
      ...metadata,
      tensors: changed.map(({ name, error }, i) => described(contents, i, name, error)),
    },
  };
  const { multiplyAdds, transcendentals } = inspect(writeBlob(blob)).work;
  return writeBlob({ ...blob, multiplyAdds, transcendentals });
}

function described(
  contents: ReadContents,
  i: number,
  name: string,
  error: Quantised['error'] | null,
): object {
  if (!error) return (contents.metadata.tensors as object[] | undefined)?.[i] ?? { name };
  const short = (x: number): number => Number(x.toPrecision(3));
  return { name, error: { worst: short(error.worst), rms: short(error.rms) } };
}

function stored(
  tensor: ReadTensor,
  { type, keep }: Choice,
  sparsely: boolean,
  rounding: RoundingOptions,
): (ReadTensor & Pick<Quantised, 'error'>) | null {
  const { rows, columns, segments } = tensor;
  const kind = denseKind(tensor.kind);
  const shape = { kind, rows, columns, segments };
  const weights = weightsOf(tensor);
  const pruned = keep < 1 ? prunedTo(shape, weights, keep) : weights;
  const whole = { ...encodeMatrix(type, pruned, rows, columns, rounding), kind };
  if (!whole.values.every(Number.isFinite)) return null;
  const sparse = sparsely ? withoutEmptyBlocks(shape, whole) : whole;
  return { ...tensor, ...(sparse.bytes.length < whole.bytes.length ? sparse : whole) };
}

/** Keeps a share of the blocks, and zeros those whose squares sum to least; ties go by order. */
function prunedTo(shape: Parameters<typeof blocksIn>[0], weights: Float64Array, keep: number): Float64Array {
  const blocks = [...blocksIn(shape)]
    .map((at) => ({ at, size: at.reduce((sum, i) => sum + weights[i] ** 2, 0) }))
    .filter(({ size }) => size > 0);
  blocks.sort((a, b) => b.size - a.size);
  const left = weights.slice();
  for (const { at } of blocks.slice(Math.ceil(keep * blocks.length))) for (const i of at) left[i] = 0;
  return left;
}

/** Number of weights that a blob stores, without the zeros in blocks. */
export const countWeights = ({ tensors }: ReadContents): number =>
  tensors.reduce((sum, tensor) => sum + weightsIn(tensor), 0);

function weightsIn(tensor: ReadTensor): number {
  if (denseKind(tensor.kind) === tensor.kind) return tensor.rows * tensor.columns;
  return weightsOf(tensor).reduce((count, w) => count + Number(w !== 0), 0);
}
