import * as L from '../../assembly/layout.ts';
import type { ReadContents, ReadInstruction } from './read.ts';

/** The cost of an instruction beside its floats, as in `docs/format.md`: many tiny ones count too. */
const OVERHEAD = 32;

/** Floats that one run of an instruction moves, its own cost included. */
export const movesOf = ({ op, n, k }: Pick<ReadInstruction, 'op' | 'n' | 'k'>): number =>
  OVERHEAD + (op === L.OP_LOOP ? 0 : n + k);

/** Runs of each instruction in a step: the repetitions of the loop around it. `end` is part of its loop. */
export function repetitions(instructions: readonly Pick<ReadInstruction, 'op' | 'n'>[]): number[] {
  let times = 1;
  return instructions.map(({ op, n }) => {
    const own = times;
    if (op === L.OP_LOOP) times = n;
    if (op === L.OP_END) times = 1;
    return own;
  });
}

/** Floats that a step moves, loops included. */
export function movesOfStep({ instructions }: Pick<ReadContents, 'instructions'>): number {
  const times = repetitions(instructions);
  return instructions.reduce((sum, instruction, i) => sum + times[i] * movesOf(instruction), 0);
}

/** The work of a step in multiply-adds, transcendentals and floats moved. Its time grows about in proportion. */
export const workOfStep = (contents: ReadContents): number =>
  contents.multiplyAdds + contents.transcendentals + movesOfStep(contents);
