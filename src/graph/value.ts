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
  /** The state at the start of an unfold, its substep length, and the state after the last unfold. */
  | { readonly kind: 'carried' | 'substep' | 'result'; readonly of: Loop };

/** A node of the graph. */
export interface Value {
  readonly graph: Graph;
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
