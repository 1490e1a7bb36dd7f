import { operands, type Value } from '../graph/value.ts';
import { isLoop, type LoopBlock, type Schedule } from './schedule.ts';

/**
 * Sinks values: moves them from a loop to behind it if only their last unfold is read, such as a field's probes. A value
 * that reads the carried state or the substep stays, since neither exists after the loop.
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
