import type { CostOf } from '../blob/inspect.ts';
import { NO_COST, type Op } from '../graph/op.ts';
import { ops } from '../ops/list.ts';
import { compiledOps } from './fuse/operations.ts';

/** Operations by opcode; of two with one opcode the compiled one, which knows the cost of every form. */
const byOpcode = new Map<number | null, Op>([...ops, ...compiledOps].map((op) => [op.opcode, op]));

/** The work of one run of an instruction; none of `loop` and `end`. */
export const costOf: CostOf = ({ op, n, k, ...variant }) => byOpcode.get(op)?.cost(n, k, variant) ?? NO_COST;
