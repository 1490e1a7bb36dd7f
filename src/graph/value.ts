/** The parts of a graph: values, the operations that compute them, and loops. */
import type { Interval } from '../intervals/interval.ts';
import type { Instruction } from './instruction.ts';
import type { Parameter, Shape } from './parameter.ts';
import type { Work } from './work.ts';

/** The source of a value. */
export type Source =
  | { readonly kind: 'input' | 'dt' | 'mask' }
  | { readonly kind: 'state'; readonly name: string }
  | { readonly kind: 'parameter'; readonly parameter: Parameter }
  | { readonly kind: 'constant'; readonly data: Float64Array; readonly name: string }
  | {
      readonly kind: 'op';
      readonly op: Op;
      readonly inputs: readonly Value[];
      readonly attributes: Attributes;
    }
  /** A constant put together from others: rows and columns side by side. Rows come in `segments` of equal length. */
  | { readonly kind: 'assembled'; readonly parts: readonly Part[]; readonly segments: number }
  /** One segment of a value whose rows come in segments. */
  | { readonly kind: 'segment'; readonly of: Value; readonly index: number }
  /** The state at the start of an unfold, its substep length, and the state after the last unfold. */
  | { readonly kind: 'carried' | 'substep' | 'result'; readonly of: Loop };

/** Columns `from … from + columns` of a constant, at `row` and `column` of an assembled one. */
export interface Part {
  readonly value: Value;
  readonly from: number;
  readonly columns: number;
  readonly row: number;
  readonly column: number;
  /** The factor of each row: one number, or a constant [rows]. */
  readonly factor: number | Value;
}

/** A node of the graph. */
export interface Value {
  readonly graph: Graph;
  /** Larger than those of its operands, and unique over all graphs: passes take constants from one graph to the next. */
  readonly id: number;
  readonly shape: Shape;
  readonly source: Source;
  /** `constant`: depends on parameters and constants only; it is computed once, not once a step. */
  readonly region: 'constant' | 'step';
  /** The loop that computes the value in its body, or null. */
  readonly loop: Loop | null;
}

/** `count` unfolds of a body that carries one state. */
export interface Loop {
  readonly count: number;
  readonly dt: Value;
  readonly initial: Value;
  carried: Value;
  substep: Value;
  next: Value;
  result: Value;
}

/** A step under construction; `GraphBuilder` builds it. */
export interface Graph {
  readonly values: readonly Value[];
  /** Names the part being built in error messages: `cell "ltc"`. */
  scope: string;
  input(length: number): Value;
  /** Time since the last step: a vector of length 1. */
  dt(): Value;
  /** The value of a named state before the step. */
  state(name: string, length: number): Value;
  parameter(parameter: Parameter): Value;
  /** @param name for messages and the metadata */
  constant(shape: Shape, data: ArrayLike<number>, name?: string): Value;
  apply(op: Op, inputs: readonly Value[], attributes?: Attributes): Value;
  /** Assembles a constant from parts; elements that no part covers are zero. */
  assemble(shape: Shape, parts: readonly Part[], segments?: number): Value;
  /** Takes segment `index` of `count` equal segments of a value's rows. */
  segment(of: Value, index: number, count: number): Value;
  /**
   * Repeats `body` `count` times from `initial`; each unfold has the substep length dt/count, a vector of length 1.
   * Loops do not nest. Returns the state after the last unfold.
   */
  loop(count: number, dt: Value, initial: Value, body: (carried: Value, substep: Value) => Value): Value;
}

/**
 * A vector operation. One file in `src/ops` defines one operation completely: what shapes it takes, its value and
 * gradient in float64, and its instruction in a blob: opcode, operands, work, intervals, kernel.
 */
export interface Op {
  readonly name: string;
  /** Null for operations that only training needs (`log`, `sqrt`). */
  readonly instruction: Instruction | null;
  /** Only compiled programs have it. It has neither value nor gradient. */
  readonly compiled?: true;
  /**
   * Shape of the result.
   * @throws ShapeError (through `mismatch`) naming the operation, the cell and the shapes
   */
  shape(inputs: readonly Value[], attributes: Attributes): Shape;
  /** Second size `k` of the instruction; 0 if absent. The first size `n` is the length of the result. */
  k?(inputs: readonly Value[], attributes: Attributes): number;
  /** First size `n` of the instruction, if it is not the length of the result. */
  n?(inputs: readonly Value[]): number;
  /**
   * Writes the result of the record at `i` of tape `t` into the values `v`. Every element of an operand is `LANES`
   * numbers side by side, one for each of the sequences that are run together, and the sizes N and K count them: what
   * works element by element need not know of lanes.
   */
  forward(v: Float64Array, t: Int32Array, i: number): void;
  /** Adds to the gradients `g` of the operands those that follow from the gradient of the result. */
  backward(v: Float64Array, g: Float64Array, t: Int32Array, i: number): void;
  /**
   * The same result of simpler operations, for formats that lack this one; absent of those in `src/import/export/elementary.ts`,
   * which every format has.
   */
  inTerms?(inputs: readonly Value[], attributes: Attributes): Value;
  /** Work of one evaluation if no instruction tells it; absent: none. */
  work?(n: number, k: number): Work;
  /** Interval that holds the result when each operand lies in its interval, without rounding; absent: unknown. */
  range?(inputs: readonly Interval[], attributes: Attributes): Interval;
  /** Floats of working memory that the interpreter needs beside operands and result. The last operand is its place. */
  scratch?(inputs: readonly Value[]): number;
  /** Whether a matrix reads its operands, directly or of a longer vector: where dropout of states masks them. */
  readonly readsStates?: true;
  /** The number of leading operands that are matrices of parameters only: one for all lanes. */
  readonly sharedOperands?: number;
}

export interface Attributes {
  /** Constant factor or term (`scale`, `shift`, `stage`). */
  readonly immediate?: number;
  /** Static size (`slice`: first element; `broadcast`, `slice`: length). */
  readonly offset?: number;
  readonly length?: number;
  /** The variant of the interpreter's operation: FORM_… of `assembly/layout.ts`. Only compiled programs have them. */
  readonly form?: number;
  /** For a compiled affine: the opcode of each segment's activation, 0 for none. */
  readonly activations?: readonly number[];
}

export const lengthOf = (value: Value): number => value.shape[0] * (value.shape[1] ?? 1);

/** Segments of a value's rows: those of a product, each with an activation. */
export const segmentsOf = ({ source }: Value): number =>
  source.kind === 'op' && source.attributes.activations ? source.attributes.activations.length : 1;

/** Operands of a value that are values themselves. */
export function operands(value: Value): readonly Value[] {
  const { source } = value;
  if (source.kind === 'op') return source.inputs;
  if (source.kind === 'assembled')
    return source.parts.flatMap(({ value, factor }) =>
      typeof factor === 'number' ? [value] : [value, factor],
    );
  if (source.kind === 'segment') return [source.of];
  if (source.kind === 'substep') return [source.of.dt];
  if (source.kind === 'carried') return [source.of.initial];
  if (source.kind === 'result') return [source.of.next];
  return [];
}

/** The sizes n and k of the instruction that computes an operation's value. */
export function sizes(value: Value): { readonly n: number; readonly k: number } {
  if (value.source.kind !== 'op') throw new TypeError(`a ${value.source.kind} is no operation`);
  const { op, inputs, attributes } = value.source;
  return { n: op.n?.(inputs) ?? lengthOf(value), k: op.k?.(inputs, attributes) ?? 0 };
}
