import type { Interval } from './interval.ts';
import type { Slot } from './slot.ts';

/** What a function of one number gives for a range, rounding and approximation included. */
export type Fn = (x: Interval) => Interval;

/** A tensor with its weights as the interpreter computes with them, row-major. */
export interface Weights {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly segments: number;
  readonly values: Float64Array;
}

/** An instruction, and what is known of the floats that it reads. */
export interface RuleContext {
  readonly instruction: {
    readonly n: number;
    readonly k: number;
    readonly form: number;
    readonly immediate: number;
    readonly activations: readonly number[];
  };
  /** Operand `index`, n floats unless said otherwise. */
  read(index: number, length?: number, segments?: number): Slot[];
  scalar(index: number): Interval;
  /** A vector whose elements an instruction's form may have as one number for all. */
  spread(index: number, scalar: boolean): Slot[];
  /** The tensor that an operand is. */
  tensor(index: number): Weights;
  /** The function of the operation with an opcode; the identity for 0. */
  activation(opcode: number): Fn;
  write(slots: readonly Slot[], segments?: number): void;
}

/** What an operation is known to do to ranges. */
export type Rule = (context: RuleContext) => void;
