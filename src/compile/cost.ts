import type { CostOf } from '../format/inspect.ts';
import { type Cost, NO_COST, type Op } from '../graph/op.ts';
import { sizes, type Value } from '../graph/value.ts';
import { ops } from '../ops/list.ts';
import { compiledOps, segmentsOf } from './fuse/operations.ts';
import { isLoop, type Schedule } from './schedule.ts';

/** Operations by opcode; of two with one opcode the compiled one, which knows the cost of every form. */
const byOpcode = new Map<number | null, Op>([...ops, ...compiledOps].map((op) => [op.opcode, op]));

/** The work of one run of an instruction; none of `loop` and `end`. */
export const costOf: CostOf = ({ op, n, k, ...variant }) => byOpcode.get(op)?.cost(n, k, variant) ?? NO_COST;

/**
 * Work of one step, loops included, as `docs/format.md` counts it.
 * @param blocks of the matrices of which blocks are missing, how many there are
 */
export function workOf(plan: Schedule, blocks: ReadonlyMap<Value, number | undefined>): Cost {
  let multiplyAdds = 0;
  let transcendentals = 0;
  const add = (value: Value, times: number): void => {
    if (value.source.kind !== 'op') return;
    const { op, inputs, attributes } = value.source;
    const { n, k } = sizes(value);
    const [matrix] = inputs;
    const cost = op.cost(n, k, {
      ...attributes,
      columns: matrix.shape[1],
      segments: segmentsOf(value),
      blocks: blocks.get(matrix),
    });
    multiplyAdds += times * cost.multiplyAdds;
    transcendentals += times * cost.transcendentals;
  };
  for (const item of plan.step) {
    if (!isLoop(item)) add(item, 1);
    else for (const value of item.body) add(value, item.loop.count);
  }
  return { multiplyAdds, transcendentals };
}
