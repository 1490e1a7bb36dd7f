import type { Shape, Value } from './value.ts';

/**
 * A vector operation. One file in `src/ops` defines one operation completely: what shapes it takes, its value and
 * gradient in float64, its cost, and its opcode in a blob (the kernel of the same name is in `assembly/kernels`).
 */
export interface Op {
  readonly name: string;
  /** Opcode of `assembly/layout.ts`; null for operations that only training needs (`log`, `sqrt`). */
  readonly opcode: number | null;
  /**
   * Shape of the result.
   * @throws ShapeError (through `mismatch`) naming the operation, the cell and the shapes
   */
  shape(inputs: readonly Value[], attributes: Attributes): Shape;
  /** Second size `k` of the instruction; 0 if absent. The first size `n` is the length of the result. */
  k?(inputs: readonly Value[], attributes: Attributes): number;
  /** First size `n` of the instruction where it is not the length of the result. */
  n?(inputs: readonly Value[]): number;
  /**
   * Writes the result of the record at `i` of tape `t` into the values `v`. Every element of an operand is `LANES`
   * numbers side by side, one for each of the sequences that are run together, and the sizes N and K count them: what
   * works element by element need not know of lanes.
   */
  forward(v: Float64Array, t: Int32Array, i: number): void;
  /** Adds to the gradients `g` of the operands what the gradient of the result says. */
  backward(v: Float64Array, g: Float64Array, t: Int32Array, i: number): void;
  /** Work of one evaluation, as `docs/format.md` counts it. */
  cost(n: number, k: number, variant?: Variant): Cost;
  /** Interval that holds the result when each operand lies in its interval; absent: unknown. */
  range?(inputs: readonly Interval[], attributes: Attributes): Interval;
  /** Floats of working memory that the machine needs beside operands and result: its place is the last operand. */
  scratch?(inputs: readonly Value[]): number;
  /** The result may overwrite an operand: element j of the result needs only element j of each operand. */
  readonly inPlace?: boolean;
  /** So many operands at the head are matrices that depend on parameters only: one for all lanes. */
  readonly sharedOperands?: number;
  /** Updates a state with a compensated increment, in place (docs/format.md, ⊕). The state is operand 0. */
  readonly compensated?: boolean;
}

export interface Attributes {
  /** Constant factor or term (`scale`, `shift`, `stage`). */
  readonly immediate?: number;
  /** Static size (`slice`: first element; `broadcast`, `slice`: length). */
  readonly offset?: number;
  readonly length?: number;
  /** Which variant of the machine's operation: FORM_… of `assembly/layout.ts`. Only compiled programs have them. */
  readonly form?: number;
  /** Of a compiled affine: the opcode of each segment's activation, 0 for none. */
  readonly activations?: readonly number[];
}

/** What decides the work of a compiled operation beside n and k. */
export interface Variant {
  readonly form?: number;
  /** Of an affine: the columns of its matrix, the number of its segments and their activations. */
  readonly columns?: number;
  readonly segments?: number;
  readonly activations?: readonly number[];
  /** Of a matrix of which blocks of four rows and one column are missing: how many there are. */
  readonly blocks?: number;
}

export interface Cost {
  readonly multiplyAdds: number;
  readonly transcendentals: number;
}

export const NO_COST: Cost = { multiplyAdds: 0, transcendentals: 0 };
/** Cost of an elementwise operation with `perElement` transcendentals. */
export const transcendental =
  (perElement = 1) =>
  (n: number): Cost => ({ multiplyAdds: 0, transcendentals: perElement * n });

/** Closed interval [low, high]; ends may be infinite. */
export type Interval = readonly [low: number, high: number];
export const UNBOUNDED: Interval = [-Infinity, Infinity];

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
/** Sequences that are run together: 1 or `TOGETHER`. */
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

/** Throws the error for operands whose shapes do not fit. `expected` says what would. */
export function mismatch(op: string, inputs: readonly Value[], expected: string): never {
  const shapes = inputs.map((input) => `[${input.shape.join(', ')}]`).join(' and ');
  throw new ShapeError(`${op} in ${inputs[0].graph.scope}: shapes ${shapes} do not fit: ${expected}`);
}
