import type { Graph, Value } from '../../graph/value.ts';
import { add, mul, mulOp, scaleOp } from '../../ops/index.ts';

/** One number for all elements, or a constant vector. Passes compute with it before the numbers are known. */
export type Coefficient = number | Value;

export function sum(a: Coefficient, b: Coefficient): Coefficient {
  if (a === 0) return b;
  if (b === 0) return a;
  if (typeof a === 'number') return typeof b === 'number' ? a + b : add(b, a);
  return add(a, b);
}

export function product(a: Coefficient, b: Coefficient): Coefficient {
  if (a === 0 || b === 0) return 0;
  if (a === 1) return b;
  if (b === 1) return a;
  if (typeof a === 'number') return typeof b === 'number' ? a * b : mul(b, a);
  return mul(a, b);
}

/** Multiplies a value of the step by a coefficient. */
export function times(graph: Graph, x: Value, factor: Coefficient): Value {
  if (factor === 1) return x;
  return typeof factor === 'number'
    ? graph.apply(scaleOp, [x], { immediate: factor })
    : graph.apply(mulOp, [x, factor]);
}
