import { OP_SUB } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { alike } from './broadcast.ts';
import { binary } from './elementwise.ts';

export const subOp = binary({
  name: 'sub',
  opcode: OP_SUB,
  f: (x, y) => x - y,
  dx: () => 1,
  dy: () => -1,
  range: ([[a, b], [c, d]]) => [a - d, b - c],
});

/** Difference, element by element; an operand of length 1 serves every element. */
export const sub = (x: Value, y: Value): Value => x.graph.apply(subOp, alike(x, y));
