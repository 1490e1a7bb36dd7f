import * as L from '../../assembly/layout.ts';
import type { Instruction, TensorKind } from '../format/write.ts';
import { sizes, type Value } from '../graph/value.ts';
import type { Allocation, ArenaInstruction, Operand } from './allocate.ts';

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

/** How the interpreter holds the matrix of an operation. */
const matrixKinds: ReadonlyMap<number | null, TensorKind> = new Map([
  [L.OP_DOT, 'rows'],
  [L.OP_SYNAPSES, 'synapses'],
  [L.OP_AFFINE_LEVELS, 'levels'],
]);

/**
 * Encodes allocated operations as instructions.
 * @throws RangeError for an operation without a kernel, or a matrix that is not constant
 */
export function encode({ instructions }: Allocation): Encoded {
  const tensors: Constant[] = [];
  const operand = (
    from: Operand,
    opcode: number | null,
    use: readonly Value[] | null = null,
  ): Instruction['inputs'][number] => {
    if (typeof from === 'number') return { arena: from };
    const kind = from.shape.length === 1 ? 'vector' : (matrixKinds.get(opcode) ?? 'matrix');
    let index = tensors.findIndex((tensor) => tensor.value === from && tensor.kind === kind);
    if (index < 0) index = tensors.push({ value: from, kind, uses: [] }) - 1;
    const constant = tensors[index];
    if (use && kind !== 'vector') tensors[index] = { ...constant, uses: [...constant.uses, use] };
    return { tensor: index };
  };
  const instruction = (move: ArenaInstruction): Instruction => {
    if (move.kind === 'loop')
      return {
        op: L.OP_LOOP,
        n: move.loop.count,
        out: move.substep,
        inputs: [operand(move.dt, null)],
      };
    if (move.kind === 'end') return { op: L.OP_END, n: 0, out: 0, inputs: [] };
    if (move.kind === 'copy')
      return { op: L.OP_COPY, n: move.length, out: move.out, inputs: [operand(move.from, null)] };
    if (move.kind === 'clear') {
      const itself = { arena: move.out };
      return { op: L.OP_SUB, n: move.length, out: move.out, inputs: [itself, itself] };
    }
    const { value, out, operands } = move;
    const { op, attributes, inputs } = value.source as Extract<Value['source'], { kind: 'op' }>;
    if (value.shape.length === 2)
      throw new RangeError(`"${op.name}" gives a matrix that changes with the input; only vectors may`);
    if (op.opcode === null)
      throw new RangeError(`"${op.name}" is for training only: the interpreter has no kernel for it`);
    return {
      op: op.opcode,
      form: attributes.form,
      ...sizes(value),
      out,
      inputs: operands.map((from) => operand(from, op.opcode, multiplied(op.opcode, inputs))),
      immediate: attributes.immediate,
      activations: attributes.activations,
    };
  };
  return { instructions: instructions.map(instruction), tensors };
}

/** The vectors that an operation multiplies a matrix with, in the order of its columns; null for other operations. */
function multiplied(opcode: number | null, [, first, , second]: readonly Value[]): readonly Value[] | null {
  if (opcode === L.OP_AFFINE) return second ? [first, second] : [first];
  return opcode === L.OP_AFFINE_LEVELS || opcode === L.OP_DOT ? [first] : null;
}
