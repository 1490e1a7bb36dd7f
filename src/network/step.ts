import type { Loop, Value } from '../graph/value.ts';
import { operands } from '../graph/value.ts';
import type { Network } from './network.ts';

/** One step as a program computes it: inputs, outputs, and states. */
export interface Step extends Pick<Network, 'input' | 'dt' | 'states' | 'output'> {
  /** The requested probes. */
  readonly probes: ReadonlyMap<string, Value>;
}

/** The values that a host or the next step reads. */
export const rootsOf = (step: Step): Value[] => [
  step.output,
  ...step.states.map((state) => state.after),
  ...step.probes.values(),
];

/** Every value that a step needs, operands first. */
export function neededBy(step: Step): Value[] {
  const found = new Set<Value>();
  const visit = (value: Value): void => {
    if (found.has(value)) return;
    found.add(value);
    for (const operand of operands(value)) visit(operand);
    if (value.loop) for (const part of [value.loop.next, value.loop.result]) visit(part);
  };
  for (const root of rootsOf(step)) visit(root);
  return [...found].sort((a, b) => a.id - b.id);
}

/** The readers of each value; a root reads itself. A reader that uses a value twice is listed twice. */
export function usersOf(step: Step): ReadonlyMap<Value, readonly (Value | Step | Loop)[]> {
  const users = new Map<Value, (Value | Step | Loop)[]>();
  const use = (value: Value, by: Value | Step | Loop): void => {
    const list = users.get(value);
    if (list) list.push(by);
    else users.set(value, [by]);
  };
  for (const value of neededBy(step)) {
    if (value.source.kind === 'result') use(value.source.of.next, value.source.of);
    else if (value.source.kind !== 'carried') for (const operand of operands(value)) use(operand, value);
    else use(value.source.of.initial, value.source.of);
  }
  for (const root of rootsOf(step)) use(root, step);
  return users;
}
