import { OP_SCALE } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { unary } from './elementwise.ts';

export const scaleOp = unary({
  name: 'scale',
  opcode: OP_SCALE,
  f: (x, m) => x * m,
  df: (_x, _y, m) => m,
  range: ([[low, high]], { immediate: m = 1 }) => (m < 0 ? [high * m, low * m] : [low * m, high * m]),
});

/** Each element times a constant factor. */
export const scale = (x: Value, factor: number): Value => x.graph.apply(scaleOp, [x], { immediate: factor });
