import { OP_DIV } from '../../assembly/layout.ts';
import type { Value } from '../graph/value.ts';
import { alike } from './broadcast.ts';
import { binary } from './elementwise.ts';

export const divOp = binary({
  name: 'div',
  opcode: OP_DIV,
  f: (x, y) => x / y,
  dx: (_x, y) => 1 / y,
  dy: (x, y) => -x / (y * y),
});

/** Quotient, element by element; an operand of length 1 serves every element. */
export const div = (x: Value, y: Value): Value => x.graph.apply(divOp, alike(x, y));
