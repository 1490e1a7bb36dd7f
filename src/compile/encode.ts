import { OP_COPY, OP_END, OP_LOOP } from '../../assembly/layout.ts';
import type { Instruction } from '../blob/write.ts';
import { sizes, type Value } from '../graph/value.ts';
import type { Move, Operand, Placement } from './place.ts';

export interface Encoded {
  readonly instructions: readonly Instruction[];
  /** The constants that the instructions refer to, in the order of their tensor indices. */
  readonly tensors: readonly Value[];
}

/**
 * Turns placed operations into instructions.
 * @throws RangeError for an operation without a kernel, or a matrix that is not constant
 */
export function encode({ moves }: Placement): Encoded {
  const tensors: Value[] = [];
  const operand = (from: Operand): Instruction['inputs'][number] => {
    if (typeof from === 'number') return { arena: from };
    let index = tensors.indexOf(from);
    if (index < 0) index = tensors.push(from) - 1;
    return { tensor: index };
  };
  const instruction = (move: Move): Instruction => {
    if (move.kind === 'loop')
      return {
        op: OP_LOOP,
        n: move.loop.count,
        out: move.substep,
        inputs: [operand(move.dt)],
      };
    if (move.kind === 'end') return { op: OP_END, n: 0, out: 0, inputs: [] };
    if (move.kind === 'copy')
      return { op: OP_COPY, n: move.length, out: move.out, inputs: [operand(move.from)] };
    const { value, out, operands } = move;
    const { op, attributes } = value.source as Extract<Value['source'], { kind: 'op' }>;
    if (op.opcode === null)
      throw new RangeError(`"${op.name}" is for training only: the machine has no kernel for it`);
    if (value.shape.length === 2)
      throw new RangeError(`"${op.name}" gives a matrix that changes with the input: only vectors can`);
    return {
      op: op.opcode,
      ...sizes(value),
      out,
      inputs: operands.map(operand),
      immediate: attributes.immediate,
    };
  };
  return { instructions: moves.map(instruction), tensors };
}
