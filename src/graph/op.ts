/** Shared by the files of operations: the record of a tape, and the error for shapes. */
import type { Op, Value } from './value.ts';

export type { Attributes, Op } from './value.ts';

/** Whether an operation updates a state with a compensated increment, in place (docs/format.md, ⊕): its operand 0. */
export const isUpdate = ({ instruction }: Op): boolean => instruction?.operands[0] === 'state';

/** Fields of a tape record: every operand is an index into the value array. */
export const OP = 0;
export const OUT = 1;
export const N = 2;
export const K = 3;
export const A = 4;
export const B = 5;
export const C = 6;
export const D = 7;
export const E = 8;
export const F = 9;
/** Index of the immediate's value. */
export const M = 10;
/** Sequences that run together: 1 or `TOGETHER`. */
export const LANES = 11;
/** Elements at the head of operand B whose gradients lead to no parameter: an operation may leave them out. */
export const SPARED = 12;
export const RECORD = 13;

/** Lanes of a tape that runs several sequences at once: what four accumulators hold, and two vectors of f64x2. */
export const TOGETHER = 4;

/** Two shapes that an operation cannot combine. */
export class ShapeError extends Error {
  override name = 'ShapeError';
}

/** Throws the error for operands with shapes that do not fit. `expected` tells the right ones. */
export function mismatch(op: string, inputs: readonly Value[], expected: string): never {
  const shapes = inputs.map((input) => `[${input.shape.join(', ')}]`).join(' and ');
  throw new ShapeError(`${op} in ${inputs[0].graph.scope}: shapes ${shapes} do not fit: ${expected}`);
}
