import { MAX_ROW_LEVELS } from '../../assembly/layout.ts';
import { fromHalf, halfAbove, halfOf } from './half.ts';
import { weightOf } from './rounding/grid.ts';
import { type RoundingOptions, toGrid } from './rounding/index.ts';
import { groupOf, largestOf, scalesInRow, storageOf, type WeightType } from './types.ts';

export interface Quantised {
  readonly type: WeightType;
  readonly bytes: Uint8Array;
  /** The weights that the bytes stand for. The interpreter computes with these. */
  readonly values: Float64Array;
  /** Largest and root-mean-square difference from the given weights. */
  readonly error: { readonly worst: number; readonly rms: number };
}

export interface EncodeOptions extends RoundingOptions {
  /** Whether the sizes of a row's quantised values sum to at most 65,535, so that the integer path cannot overflow. */
  readonly bounded?: boolean;
}

/**
 * Stores a matrix, row-major.
 *
 * Without scales, weights are rounded to the nearest float, ties to even. With scales they are whole numbers, symmetric
 * around 0, and a weight is scale · number in one f32 multiplication. `rounding/` says how both are chosen; by default
 * scale = max |w| / the largest number, number = round(w / scale). Scales that are halves are rounded up: where one would
 * be beyond the largest half, 65,504, the weights are not finite, which `compile` refuses; below the smallest, 6 · 10⁻⁸,
 * weights of up to the largest number times as much are off by half of it at most.
 */
export function encodeMatrix(
  type: WeightType,
  weights: Float64Array,
  rows: number,
  columns: number,
  options: EncodeOptions = { rounding: 'nearest' },
): Quantised {
  const { scale, bits } = storageOf(type);
  const { bytes, values } =
    scale === null ? floats(bits, weights) : quantised(type, weights, rows, columns, options);
  return { type, bytes, values, error: difference(weights, values) };
}

type Encoded = Pick<Quantised, 'bytes' | 'values'>;

const bytesOf = ({ buffer }: { readonly buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(buffer);

function floats(bits: number, weights: Float64Array): Encoded {
  if (bits === 32) {
    const stored = Float32Array.from(weights);
    return { bytes: bytesOf(stored), values: Float64Array.from(stored) };
  }
  const stored = Uint16Array.from(weights, halfOf);
  return { bytes: bytesOf(stored), values: Float64Array.from(stored, fromHalf) };
}

function quantised(
  type: WeightType,
  weights: Float64Array,
  rows: number,
  columns: number,
  { bounded = false, ...rounding }: EncodeOptions,
): Encoded {
  const { scale, bits } = storageOf(type);
  const group = groupOf(type, columns);
  const grid = {
    most: largestOf(type),
    group,
    mostOfRow: bounded ? MAX_ROW_LEVELS : Infinity,
    storable: scale === 'f16' ? halfAbove : Math.fround,
  };
  const found = toGrid(weights, rows, columns, grid, rounding);
  const groups = scalesInRow(type, columns);
  const values = Float64Array.from(found.levels, (level, i) => {
    const row = Math.floor(i / columns);
    return weightOf(level, found.scales[row * groups + Math.floor((i % columns) / group)]);
  });
  const scales = bytesOf(scale === 'f16' ? Uint16Array.from(found.scales, halfOf) : found.scales);
  const levels = packed(bits, found.levels);
  const bytes = new Uint8Array(scales.length + levels.length);
  bytes.set(scales, 0);
  bytes.set(levels, scales.length);
  return { bytes, values };
}

/** Packs whole numbers of `bits` bits; two of 4 bits in a byte, the low one first. */
function packed(bits: number, levels: Int16Array): Uint8Array {
  if (bits === 16) return bytesOf(levels);
  if (bits === 8) return bytesOf(new Int8Array(levels));
  const bytes = new Uint8Array(Math.ceil(levels.length / 2));
  levels.forEach((level, i) => {
    bytes[i >> 1] |= (level & 15) << (4 * (i & 1));
  });
  return bytes;
}

/** Measures the error of stored weights against the given ones. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): { worst: number; rms: number } {
  let worst = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i] - b[i]);
    worst = Math.max(worst, d);
    sum += d * d;
  }
  return { worst, rms: Math.sqrt(sum / Math.max(1, a.length)) };
}
