import type { Graph } from './graph.ts';
import type { Attributes, Op } from './op.ts';
import type { Parameter } from './parameter.ts';

/** A vector `[n]` or a matrix `[rows, columns]` (row-major). */
export type Shape = readonly [number] | readonly [number, number];

/** Where a value comes from. */
export type Source =
  | { readonly kind: 'input' | 'dt' }
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
  /** What each row is multiplied with: one number, or a constant [rows]. */
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
  /** The loop in whose body the value is computed, or null. */
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

export const lengthOf = (value: Value): number => value.shape[0] * (value.shape[1] ?? 1);

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
