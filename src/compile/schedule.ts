import type { Loop, Value } from '../graph/value.ts';
import { operands } from '../graph/value.ts';

export interface LoopBlock {
  readonly loop: Loop;
  readonly body: readonly Value[];
}

/** A network's values in the order of computing. It holds only what the roots need. */
export interface Schedule {
  /** Values that depend only on parameters: computed once a network, or once an optimiser step. */
  readonly constants: readonly Value[];
  /** Values computed once a step. A loop block repeats its body `count` times. */
  readonly step: readonly (Value | LoopBlock)[];
}

export const isLoop = (item: Value | LoopBlock): item is LoopBlock => 'body' in item;

/**
 * Orders what `roots` need. Values are created in a topological order, so creation order is a valid one; the body of a
 * loop stands where the loop's first value was created.
 */
export function schedule(roots: readonly Value[]): Schedule {
  const needed = new Set<Value>();
  const visit = (value: Value): void => {
    if (needed.has(value)) return;
    needed.add(value);
    for (const operand of operands(value)) visit(operand);
    if (value.loop) {
      const { next, substep, result } = value.loop;
      for (const part of [next, substep, result]) visit(part);
    }
  };
  for (const root of roots) visit(root);

  const constants: Value[] = [];
  const step: (Value | LoopBlock)[] = [];
  let open = null as { loop: Loop; body: Value[] } | null;
  const waiting: Value[] = [];
  for (const value of [...needed].sort((a, b) => a.id - b.id)) {
    if (value.region === 'constant') {
      constants.push(value);
    } else if (value.loop) {
      if (open?.loop !== value.loop) open = { loop: value.loop, body: [] };
      open.body.push(value);
    } else if (value.source.kind === 'result') {
      // values created among the loop's that do not depend on it come before it
      step.push(...waiting.splice(0), open as LoopBlock, value);
      open = null;
    } else if (open) {
      waiting.push(value);
    } else {
      step.push(value);
    }
  }
  return { constants, step };
}
