import { weightsOf } from '../format/decode.ts';
import type { ReadInstruction, ReadTensor } from '../format/read.ts';
import { ANYTHING } from '../intervals/interval.ts';
import type { Weights } from '../intervals/rule.ts';
import { number, type Slot, slot } from '../intervals/slot.ts';

/** Offset, in floats, of row `i` of `n` in `segments` segments. Each segment starts on a vector of four. */
export function placeOf(i: number, n: number, segments: number): number {
  const length = n / segments;
  const segment = Math.floor(i / length);
  return 4 * Math.ceil(length / 4) * segment + (i - segment * length);
}

/** A session's memory while a program runs on ranges instead of numbers. */
export class Arena {
  private readonly cells: Slot[];
  readonly weights: readonly Weights[];

  constructor(bytes: number, tensors: readonly ReadTensor[]) {
    this.cells = new Array<Slot>(bytes / 4).fill(slot(ANYTHING));
    this.weights = tensors.map((tensor) => ({
      name: tensor.name,
      rows: tensor.rows,
      columns: tensor.columns,
      segments: tensor.segments,
      values: weightsOf(tensor),
    }));
  }

  /** @param offset in bytes */
  read(offset: number, length: number): Slot[] {
    return Array.from({ length }, (_, i) => this.cells[offset / 4 + i]);
  }

  write(offset: number, cells: readonly Slot[], segments = 1): void {
    cells.forEach((one, i) => {
      this.cells[offset / 4 + placeOf(i, cells.length, segments)] = one;
    });
  }

  /** Reads `length` floats of an operand: from the arena in this many segments, or from a tensor. */
  operand(instruction: ReadInstruction, index: number, length: number, segments = 1): Slot[] {
    const operand = instruction.inputs[index];
    if ('tensor' in operand) {
      const { values } = this.weights[operand.tensor];
      return Array.from({ length }, (_, i) => number(values[i]));
    }
    return Array.from(
      { length },
      (_, i) => this.cells[operand.arena / 4 + placeOf(i, length, segments)] ?? slot(ANYTHING),
    );
  }

  /** The tensor behind an operand. */
  tensor(instruction: ReadInstruction, index: number): Weights {
    const operand = instruction.inputs[index];
    if (!('tensor' in operand)) throw new RangeError(`operand ${index} of ${instruction.name} is no tensor`);
    return this.weights[operand.tensor];
  }
}
