import * as L from '../../assembly/layout.ts';
import type { Instruction, TensorKind } from '../format/write.ts';
import type { Instruction as Operation } from '../graph/instruction.ts';
import { sizes, type Value } from '../graph/value.ts';
import type { Allocation, ArenaInstruction } from './allocate.ts';
import type { Operand } from './buffers.ts';

/** A constant as an instruction reads it. */
export interface Constant {
  readonly value: Value;
  readonly kind: TensorKind;
  /** For a matrix: the vectors that each instruction multiplies it with, in the order of its columns. */
  readonly uses: readonly (readonly Value[])[];
}

export interface Encoded {
  readonly instructions: readonly Instruction[];
  /** The constants that instructions read, in the order of their tensor indices. */
  readonly tensors: readonly Constant[];
}

/**
 * Encodes allocated operations as instructions.
 * @throws RangeError for an operation without a kernel, or a matrix that is not constant
 */
export function encode({ instructions }: Allocation): Encoded {
  const tensors: Constant[] = [];
  const operand = (
    from: Operand,
    matrix?: Operation['matrix'],
    use: readonly Value[] = [],
  ): Instruction['inputs'][number] => {
    if (typeof from === 'number') return { arena: from };
    const kind = from.shape.length === 1 ? 'vector' : (matrix?.kind ?? 'matrix');
    let index = tensors.findIndex((tensor) => tensor.value === from && tensor.kind === kind);
    if (index < 0) index = tensors.push({ value: from, kind, uses: [] }) - 1;
    const constant = tensors[index];
    if (use.length > 0 && kind !== 'vector') tensors[index] = { ...constant, uses: [...constant.uses, use] };
    return { tensor: index };
  };
  const instruction = (move: ArenaInstruction): Instruction => {
    if (move.kind === 'loop')
      return {
        op: L.OP_LOOP,
        n: move.loop.count,
        out: move.substep,
        inputs: [operand(move.dt)],
      };
    if (move.kind === 'end') return { op: L.OP_END, n: 0, out: 0, inputs: [] };
    if (move.kind === 'copy')
      return { op: L.OP_COPY, n: move.length, out: move.out, inputs: [operand(move.from)] };
    if (move.kind === 'clear') {
      const itself = { arena: move.out };
      return { op: L.OP_SUB, n: move.length, out: move.out, inputs: [itself, itself] };
    }
    const { value, out, operands } = move;
    const { op, attributes, inputs } = value.source as Extract<Value['source'], { kind: 'op' }>;
    if (value.shape.length === 2)
      throw new RangeError(`"${op.name}" gives a matrix that changes with the input; only vectors may`);
    if (!op.instruction)
      throw new RangeError(`"${op.name}" is for training only: the interpreter has no kernel for it`);
    const { opcode, matrix } = op.instruction;
    const use = matrix?.vectors.flatMap((i) => inputs[i] ?? []);
    return {
      op: opcode,
      form: attributes.form,
      ...sizes(value),
      out,
      inputs: operands.map((from) => operand(from, matrix, use)),
      immediate: attributes.immediate,
      activations: attributes.activations,
    };
  };
  return { instructions: instructions.map(instruction), tensors };
}
