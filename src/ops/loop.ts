import type { Instruction } from '../graph/instruction.ts';

/** Repeats instructions. It is not an operation of a graph, which has its own loops. */
export const loop: { readonly name: 'loop'; readonly instruction: Instruction } = {
  name: 'loop',
  instruction: {
    opcode: 1,
    operands: ['scalar'],
    result: 'scalar',
    kernel: 'loopScalar',
    interval: null,
    formula: 'repeat up to the matching `end` n times, 1 ≤ n; out = a / n. Loops do not nest',
  },
};

export const end: { readonly name: 'end'; readonly instruction: Instruction } = {
  name: 'end',
  instruction: {
    opcode: 2,
    operands: [],
    result: 'none',
    kernel: 'execute',
    interval: null,
    formula: 'n = 0 and no operand',
  },
};
