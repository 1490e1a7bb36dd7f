import { type Cost, NO_COST, type Op } from '../graph/op.ts';
import * as everything from './index.ts';

/** The operations that `index.ts` exports, in the order of their names. */
export const ops: readonly Op[] = Object.values(everything as Record<string, unknown>)
  .filter((x): x is Op => typeof x === 'object' && x !== null && 'forward' in x)
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** The work of an operation by its opcode: none for opcodes that no operation has, as those of loops. */
export const costOf = (opcode: number, n: number, k: number): Cost =>
  ops.find((op) => op.opcode === opcode)?.cost(n, k) ?? NO_COST;
