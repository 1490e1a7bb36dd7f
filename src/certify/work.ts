import type { ReadContents } from '../format/read.ts';
import { movesOf, repetitions } from '../format/work.ts';

/** Operations of one step over ranges. Every weight of a matrix counts, also those of missing blocks. */
export function workOnRanges({ instructions, tensors }: ReadContents): number {
  const times = repetitions(instructions);
  return instructions.reduce((sum, instruction, i) => {
    const [first] = instruction.inputs;
    const matrix = first && 'tensor' in first ? tensors[first.tensor] : null;
    return sum + times[i] * (movesOf(instruction) + (matrix ? matrix.rows * matrix.columns : 0));
  }, 0);
}
