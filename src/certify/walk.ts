import type { ReadContents, ReadInstruction } from '../format/read.ts';
import { asFloats, type Interval, multiply, rounded, widened } from '../intervals/interval.ts';
import { type Slot, slot, stateSlot } from '../intervals/slot.ts';
import { operations } from '../ops/table.ts';
import { Arena } from './arena.ts';
import { InstructionOnRanges } from './rule.ts';

/** Intervals that hold in every step: one for each input, and one for the time between steps. */
export interface Inputs {
  readonly inputs: readonly Interval[];
  readonly dt: Interval;
}

/** The result of one step over ranges, from states in a box. */
export interface Walked {
  /** Each float of each state after the step. */
  readonly states: readonly Slot[];
  readonly outputs: readonly Interval[];
}

/** Relative difference of a stored state from its true value: the compensation holds the rest of its last sum. */
const COMPENSATED = 2 ** -22;

/** Runs a blob's program once, on ranges instead of numbers. */
export function walk(contents: ReadContents, given: Inputs, box: readonly Interval[]): Walked {
  const arena = new Arena(contents.arenaBytes, contents.tensors);
  const portsOf = (kind: string) => contents.ports.filter((port) => port.kind === kind);
  const [input] = portsOf('input');
  arena.write(
    input.offset,
    given.inputs.map((range) => slot(asFloats(range))),
  );
  for (const { offset } of portsOf('dt')) arena.write(offset, [slot(rounded(given.dt))]);
  const states = portsOf('state');
  let index = 0;
  for (const { offset, length } of states)
    arena.write(
      offset,
      Array.from({ length }, () => {
        const [low, high] = box[index];
        return stateSlot(index++, widened([low, high], COMPENSATED * Math.max(-low, high)));
      }),
    );
  run(contents.instructions, arena);
  const [output] = portsOf('output');
  return {
    states: states.flatMap(({ offset, length }) => arena.read(offset, length)),
    outputs: arena.read(output.offset, output.length).map(({ range }) => range),
  };
}

function run(instructions: readonly ReadInstruction[], arena: Arena): void {
  for (let at = 0; at < instructions.length; at++) {
    const instruction = instructions[at];
    if (instruction.name !== 'loop') {
      step(instruction, arena);
      continue;
    }
    const end = instructions.findIndex(({ name }, i) => i > at && name === 'end');
    const context = new InstructionOnRanges(instruction, arena);
    const substep = multiply(context.scalar(0), [1 / instruction.n, 1 / instruction.n]);
    arena.write(instruction.out, [slot(substep)]);
    for (let i = 0; i < instruction.n; i++)
      for (const inner of instructions.slice(at + 1, end)) step(inner, arena);
    at = end;
  }
}

function step(instruction: ReadInstruction, arena: Arena): void {
  const rule = operations.get(instruction.op)?.interval;
  if (!rule) throw new RangeError(`certify has no rule for the operation "${instruction.name}"`);
  rule(new InstructionOnRanges(instruction, arena));
}
