import { OP_SHIFT } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const shiftOp = unary({
  name: 'shift',
  opcode: OP_SHIFT,
  f: (x, m) => x + m,
  df: () => 1,
  range: ([[low, high]], { immediate: m = 0 }) => [low + m, high + m],
});

/** Each element plus a constant term. */
export const shift = (x: Value, term: number): Value => x.graph.apply(shiftOp, [x], { immediate: term });
