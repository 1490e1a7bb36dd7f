import { operands, type Value } from '../graph/value.ts';
import { isLoop, type LoopBlock, type Schedule } from './schedule.ts';

/**
 * Moves out of each loop, behind it, what only the last unfold's value is read of: a field's probes. What reads the
 * carried state or the substep stays, since neither is there any more when the loop has ended.
 */
export const sink = (plan: Schedule): Schedule => ({
  ...plan,
  step: plan.step.flatMap((item) => (isLoop(item) ? split(item) : [item])),
});

function split({ loop, body }: LoopBlock): (Value | LoopBlock)[] {
  const inside = new Set<Value>([loop.next, loop.carried, loop.substep]);
  for (const value of [...body].reverse()) {
    const read = operands(value);
    if (!inside.has(value) && !read.includes(loop.carried) && !read.includes(loop.substep)) continue;
    for (const each of [value, ...read]) inside.add(each);
  }
  return [
    { loop, body: body.filter((value) => inside.has(value)) },
    ...body.filter((value) => !inside.has(value)),
  ];
}
