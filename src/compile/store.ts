import { type BlockShape, density, mayBeSparse, withoutEmptyBlocks } from '../format/sparse.ts';
import type { TensorKind } from '../format/write.ts';
import { operands, type Value } from '../graph/value.ts';
import { encodeMatrix, type Quantised } from '../quantise/encode.ts';
import { type Rounding, type RoundingOptions, roundingOf } from '../quantise/rounding/index.ts';
import { integerType, quantisedTypes, type WeightType } from '../quantise/types.ts';
import type { Constant } from './encode.ts';
import { factorOf } from './fold.ts';

export interface StorageOptions {
  /** How matrices are stored; vectors stay f32. */
  readonly weights?: WeightType;
  /**
   * For pruned models: leaves out the empty blocks of every matrix that this makes smaller, even if its product gets slower,
   * and keeps the matrices of two vectors apart. Default false: leave them out only if that is not slower.
   */
  readonly sparse?: boolean;
}

/** A constant's bytes. The kind may be the sparse kind of the constant's. */
export interface Stored extends Quantised {
  readonly kind: TensorKind;
  /** How its quantised values were chosen; null for a type that is not quantised. */
  readonly rounding: Rounding | null;
}

/** One stored tensor of a compiled network, and the numbers that it stands for. */
export interface CompiledTensor extends Stored {
  readonly name: string;
  readonly value: Value;
}

/** Whether all parameters in a constant may be quantised. The factors of an assembled constant are not stored. */
export function mayQuantise(value: Value): boolean {
  const { source } = value;
  if (source.kind === 'parameter') return source.parameter.quantised;
  const parts = source.kind === 'assembled' ? source.parts.map((part) => part.value) : operands(value);
  return parts.every(mayQuantise);
}

/**
 * A matrix with at most this share of filled blocks is multiplied at least as fast without its empty ones, from 16 × 16 on;
 * measured by `npm run bench:sparse` (docs/wiring.md). Synapses are always held in blocks.
 */
const SPARSE_MATRIX = 0.25;

/** Stores a constant. Leaves out its empty blocks if that is smaller and, unless `sparse` asks for it, not slower. */
export function store(
  constant: Constant,
  data: Float64Array,
  { weights = 'f32', sparse = false }: StorageOptions,
  rounding: RoundingOptions = { rounding: 'nearest' },
): Stored {
  const { kind } = constant;
  const stored = quantise(constant, data, weights, rounding);
  const chosen = quantisedTypes.includes(stored.type) ? roundingOf(rounding) : null;
  const whole = { ...stored, kind, rounding: chosen };
  const shape = blockShape(constant);
  if (!shape) return whole;
  if (density(shape, whole.values) > (kind === 'matrix' && !sparse ? SPARSE_MATRIX : 1)) return whole;
  const without = withoutEmptyBlocks(shape, whole);
  return without.bytes.length < whole.bytes.length ? { ...whole, ...without } : whole;
}

/** The block layout of a constant that may leave out empty blocks; null for others. */
export function blockShape({ value, kind, uses }: Constant): BlockShape | null {
  if (!mayBeSparse(kind) || uses.some(({ length }) => length > 1)) return null;
  const [rows, columns = 1] = value.shape;
  return { kind, rows, columns, segments: value.source.kind === 'assembled' ? value.source.segments : 1 };
}

/** Whether a constant is stored in the requested type. Vectors, and constants that may not be quantised, are f32. */
export const isQuantised = ({ value, kind }: Constant): boolean => kind !== 'vector' && mayQuantise(value);

/** A constant in its stored type. */
export function quantise(
  constant: Constant,
  data: Float64Array,
  weights: WeightType,
  rounding?: RoundingOptions,
): Quantised {
  const { value, kind } = constant;
  const [rows, columns = 1] = value.shape;
  if (kind === 'levels')
    return encodeMatrix(integerType, data, rows, columns, {
      rounding: 'nearest',
      ...rounding,
      bounded: true,
    });
  // a bias of −0 would become +0 by adding zero products, and stay −0 without them
  if (kind === 'vector')
    return encodeMatrix(
      'f32',
      data.map((x) => x + 0),
      rows,
      columns,
    );
  return encodeMatrix(isQuantised(constant) ? weights : 'f32', data, rows, columns, rounding);
}

/** What stored tensors mean for the constants that they were assembled from. */
export function computedWith(
  tensors: readonly Pick<CompiledTensor, 'value' | 'values'>[],
  folded: ReadonlyMap<Value, Float64Array>,
): Map<Value, Float64Array> {
  const found = new Map<Value, Float64Array>();
  for (const { value, values } of tensors) {
    const { source } = value;
    if (source.kind !== 'assembled') {
      found.set(value, values);
      continue;
    }
    const [, width = 1] = value.shape;
    for (const part of source.parts) {
      const [rows, columns = 1] = part.value.shape;
      const own = found.get(part.value) ?? (folded.get(part.value) as Float64Array).slice();
      for (let r = 0; r < rows; r++) {
        const factor = factorOf(part, r, folded);
        for (let k = 0; k < part.columns && factor !== 0; k++)
          own[r * columns + part.from + k] = values[(part.row + r) * width + part.column + k] / factor;
      }
      found.set(part.value, own);
    }
  }
  return found;
}
