import type { ReadInstruction } from '../../format/read.ts';
import type { Arena } from '../arena.ts';
import type { Interval } from '../interval.ts';
import type { Slot } from '../slot.ts';

/** What an operation is known to do to ranges. One for each operation of the machine. */
export type Rule = (context: RuleContext) => void;

export class RuleContext {
  constructor(
    readonly instruction: ReadInstruction,
    readonly arena: Arena,
  ) {}

  /** Operand `index`, n floats unless said otherwise. */
  read(index: number, length = this.instruction.n, segments = 1): Slot[] {
    return this.arena.operand(this.instruction, index, length, segments);
  }

  scalar(index: number): Interval {
    return this.read(index, 1)[0].range;
  }

  /** A vector whose elements an instruction's form may have as one number for all. */
  spread(index: number, scalar: boolean): Slot[] {
    if (!scalar) return this.read(index);
    const [one] = this.read(index, 1);
    return Array.from({ length: this.instruction.n }, () => one);
  }

  write(cells: readonly Slot[], segments = 1): void {
    this.arena.write(this.instruction.out, cells, segments);
  }
}
