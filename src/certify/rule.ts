import type { ReadInstruction } from '../format/read.ts';
import type { Interval } from '../intervals/interval.ts';
import type { Fn, RuleContext, Weights } from '../intervals/rule.ts';
import type { Slot } from '../intervals/slot.ts';
import { operations } from '../ops/table.ts';
import type { Arena } from './arena.ts';

/** An instruction of a blob, whose operands are ranges in an arena. */
export class InstructionOnRanges implements RuleContext {
  constructor(
    readonly instruction: ReadInstruction,
    private readonly arena: Arena,
  ) {}

  read(index: number, length = this.instruction.n, segments = 1): Slot[] {
    return this.arena.operand(this.instruction, index, length, segments);
  }

  scalar(index: number): Interval {
    return this.read(index, 1)[0].range;
  }

  spread(index: number, scalar: boolean): Slot[] {
    if (!scalar) return this.read(index);
    const [one] = this.read(index, 1);
    return Array.from({ length: this.instruction.n }, () => one);
  }

  tensor(index: number): Weights {
    return this.arena.tensor(this.instruction, index);
  }

  activation(opcode: number): Fn {
    return operations.get(opcode)?.activation ?? ((x) => x);
  }

  write(slots: readonly Slot[], segments = 1): void {
    this.arena.write(this.instruction.out, slots, segments);
  }
}
