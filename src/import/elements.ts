/** How the elements of tensors are stored. */
import { fromHalf } from '../quantise/half.ts';
import { ImportError } from './error.ts';

export interface ElementType {
  readonly bytes: number;
  /** The exact value at a byte of the view; null for a type that holds no weights. */
  readonly read: ((view: DataView, at: number, isLittle: boolean) => number) | null;
}

const scratch = new DataView(new ArrayBuffer(4));
/** A bfloat16 is the upper half of an f32. */
function fromBfloat16(bits: number): number {
  scratch.setInt32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** By the names of safetensors. */
export const elementTypes: ReadonlyMap<unknown, ElementType> = new Map<unknown, ElementType>([
  ['F32', { bytes: 4, read: (view, at, isLittle) => view.getFloat32(at, isLittle) }],
  ['F16', { bytes: 2, read: (view, at, isLittle) => fromHalf(view.getUint16(at, isLittle)) }],
  ['BF16', { bytes: 2, read: (view, at, isLittle) => fromBfloat16(view.getUint16(at, isLittle)) }],
  ['F64', { bytes: 8, read: (view, at, isLittle) => view.getFloat64(at, isLittle) }],
  // counters of batches, token tables and the like
  ...Object.entries({ I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 }).map(
    ([name, bytes]): [string, ElementType] => [name, { bytes, read: null }],
  ),
]);

/**
 * A number of a file as a weight: rounded to f32, in which the interpreter computes.
 * @param where the element, for the message: `a.pth: tensor "W", element 3 of 8,`
 * @throws ImportError if it is not finite as f32
 */
export function weightOf(stored: number, where: () => string): number {
  const rounded = Math.fround(stored);
  if (Number.isFinite(rounded)) return rounded;
  throw new ImportError(
    Number.isFinite(stored)
      ? `${where()} is ${stored}, beyond the largest f32, 3.4e38; scale the weights down before saving`
      : `${where()} is ${stored} but weights must be finite; save the weights of a training that has not diverged`,
  );
}
