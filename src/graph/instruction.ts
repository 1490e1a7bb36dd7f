import type { Fn, Rule } from '../intervals/rule.ts';
import type { Variant, Work } from './work.ts';

/**
 * What an operand has to be: n floats, one, k, or n from float k on; gates, segments of n floats that begin k floats apart; a
 * state, which the result takes the place of; a tensor of four segments of n. Of a product: its matrix, with n rows and k
 * columns if it is one of rows; the columns that k leaves; the range of a vector, and memory for its levels.
 */
export type OperandShape =
  | 'n'
  | 'scalar'
  | 'k'
  | 'n from k'
  | 'three gates'
  | 'four gates'
  | 'state'
  | 'four segments'
  | 'rows'
  | 'matrix'
  | 'columns - k'
  | 'range'
  | 'levels';

/** The differences of a variant of an operation. */
export interface Form {
  /** The name in `inspect`. */
  readonly name: string;
  readonly operands?: readonly OperandShape[];
  readonly transcendentals?: number;
  /** Like `formula`, if the variant has its own row in the table. */
  readonly formula?: string;
}

/** An operation as the interpreter runs it: the valid instructions of a blob, and facts about the result. */
export interface Instruction {
  /** From 1 to 63. It never changes. */
  readonly opcode: number;
  /** The first version of the format that has it; 1 unless said. */
  readonly since?: number;
  readonly operands: readonly OperandShape[];
  /** Floats of the result: n unless said. */
  readonly result?: 'n' | 'n + k' | 'scalar' | 'none';
  /** The valid k: 0 unless said; a stride is n, or n rounded up to whole vectors. */
  readonly k?: 'any' | 'positive' | 'stride';
  /** The instruction holds a constant. */
  readonly immediate?: true;
  /** Variants by their number, or the form is the opcode of an activation for the result. */
  readonly forms?: Readonly<Record<number, Form>> | 'activation';
  /** For each float of n. */
  readonly transcendentals?: number;
  /** They are made of exp; of tanh otherwise. */
  readonly exponential?: true;
  /** Vectors read and written for four elements, if these are not the operands and the result. */
  readonly vectors?: number;
  /** The work, if `transcendentals` does not tell it. Activations add to it. */
  readonly work?: (n: number, k: number, variant: Variant) => Work;
  /** Of a product: the kind of its matrix, and the operands that it is multiplied with, in the order of its columns. */
  readonly matrix?: {
    readonly kind: 'matrix' | 'rows' | 'levels' | 'synapses';
    readonly vectors: readonly number[];
  };
  /** It may follow a product in one instruction: what it gives for a range. Only for functions of one number. */
  readonly activation?: Fn;
  /** Element j of the result needs only element j of each operand: it may lie where an operand of n floats does. */
  readonly inPlace?: true;
  /** The same in blobs only: the compiler does not put it there. */
  readonly overlaps?: true;
  /** The function of `assembly/kernels` that computes it. */
  readonly kernel: string;
  /** What it does to ranges; null of `loop` and `end`, which the walk of `certify` repeats. */
  readonly interval: Rule | null;
  /** The result, for docs/format.md, in the order of the arithmetic; a, b, c, … are the operands, m the immediate. */
  readonly formula: string;
}
