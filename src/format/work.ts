import * as L from '../../assembly/layout.ts';
import type { ReadContents, ReadInstruction } from './read.ts';

/** What an instruction counts beside its floats, as `docs/format.md` has it: so that many tiny ones count too. */
const OVERHEAD = 32;

/** Floats that one run of an instruction moves, its own cost included. */
export const movesOf = ({ op, n, k }: Pick<ReadInstruction, 'op' | 'n' | 'k'>): number =>
  OVERHEAD + (op === L.OP_LOOP ? 0 : n + k);

/** How often each instruction runs in a step: as often as the loop around it repeats, of which `end` is a part. */
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

/** All that a step does, in multiply-adds, transcendentals and floats moved: what its time is about in proportion to. */
export const workOfStep = (contents: ReadContents): number =>
  contents.multiplyAdds + contents.transcendentals + movesOfStep(contents);
