import { segmentsOf, sizes, type Value } from '../graph/value.ts';
import type { Work } from '../graph/work.ts';
import { workOf } from '../ops/table.ts';
import { isLoop, type Schedule } from './schedule.ts';

/**
 * Work of one step, loops included, as `docs/format.md` counts it.
 * @param blocks of the matrices of which blocks are missing, how many there are
 */
export function workOfStep(plan: Schedule, blocks: ReadonlyMap<Value, number | undefined>): Work {
  let multiplyAdds = 0;
  let transcendentals = 0;
  const add = (value: Value, times: number): void => {
    if (value.source.kind !== 'op') return;
    const { op, inputs, attributes } = value.source;
    if (!op.instruction) return;
    const [matrix] = inputs;
    const cost = workOf({
      op: op.instruction.opcode,
      ...sizes(value),
      form: attributes.form,
      activations: attributes.activations,
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
