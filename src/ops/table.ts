/** The operations of the interpreter, by opcode. Tools take all their knowledge of instructions from here. */
import type { Form, Instruction, OperandShape } from '../graph/instruction.ts';
import type { Op } from '../graph/op.ts';
import { NO_WORK, type Variant, type Work } from '../graph/work.ts';
import * as everything from './index.ts';

export interface Operation extends Instruction {
  readonly name: string;
}

interface Named {
  readonly name: string;
  readonly instruction: Instruction | null;
}

const isNamed = (x: unknown): x is Named => typeof x === 'object' && x !== null && 'instruction' in x;

/**
 * One for each opcode, which several operations of graphs may share as variants.
 * @throws RangeError if two have the same opcode
 */
function tableOf(exported: readonly unknown[]): ReadonlyMap<number, Operation> {
  const found = new Map<number, { readonly name: string; readonly instruction: Instruction }>();
  for (const { name, instruction } of exported.filter(isNamed)) {
    if (!instruction) continue;
    const { opcode } = instruction;
    const other = found.get(opcode);
    if (other && other.instruction !== instruction)
      throw new RangeError(`${name} and ${other.name} have the opcode ${opcode}: give one of them another`);
    found.set(opcode, other ?? { name, instruction });
  }
  const ordered = [...found].sort(([a], [b]) => a - b);
  return new Map(ordered.map(([opcode, { name, instruction }]) => [opcode, { name, ...instruction }]));
}

export const operations: ReadonlyMap<number, Operation> = tableOf(Object.values(everything));

/** A variant of an operation with numbered variants; undefined for variant 0. */
export const formOf = ({ forms }: Instruction, form: number): Form | undefined =>
  forms === 'activation' ? undefined : forms?.[form];

/** The operands of a variant of an operation. */
export const operandsOf = (operation: Instruction, form: number): readonly OperandShape[] =>
  formOf(operation, form)?.operands ?? operation.operands;

/** Whether it has a matrix whose shape decides its sizes, and for each segment of its rows an activation. */
export const hasMatrix = ({ operands }: Instruction): boolean => operands[0] === 'matrix';

/** The opcodes of the functions that an instruction applies to its result; 0 for none. */
export const activationsIn = (
  { forms }: Instruction,
  { form = 0, activations = [] }: Pick<Variant, 'form' | 'activations'>,
): readonly number[] => (forms === 'activation' ? [form] : activations);

/** Of an instruction's operation and its activations, the one that came last to the format, and the version it came with. */
export function newestIn({
  op,
  ...variant
}: { readonly op: number } & Pick<Variant, 'form' | 'activations'>): {
  readonly name: string;
  readonly since: number;
} {
  const operation = operations.get(op);
  const all = operation
    ? [operation, ...activationsIn(operation, variant).map((code) => operations.get(code))]
    : [];
  return all
    .map((one) => ({ name: one?.name ?? '', since: one?.since ?? 1 }))
    .reduce((most, one) => (one.since > most.since ? one : most), { name: '', since: 1 });
}

const transcendentalsOf = (operation: Instruction | undefined, form = 0): number =>
  (operation && (formOf(operation, form)?.transcendentals ?? operation.transcendentals)) ?? 0;

/** Work of one run of an instruction, as docs/format.md counts it; none of `loop` and `end`. */
export function workOf({
  op,
  n,
  k,
  ...variant
}: { readonly op: number; readonly n: number; readonly k: number } & Variant): Work {
  const operation = operations.get(op);
  if (!operation) return NO_WORK;
  const { multiplyAdds, transcendentals } = operation.work?.(n, k, variant) ?? {
    multiplyAdds: 0,
    transcendentals: n * transcendentalsOf(operation, variant.form),
  };
  const each = activationsIn(operation, variant).reduce(
    (sum, code) => sum + transcendentalsOf(operations.get(code)),
    0,
  );
  return { multiplyAdds, transcendentals: transcendentals + (n / (variant.segments ?? 1)) * each };
}

/** Work of one evaluation of an operation of a graph. */
export const workOfOp = ({ instruction, work }: Op, n: number, k: number): Work =>
  instruction ? workOf({ op: instruction.opcode, n, k }) : (work?.(n, k) ?? NO_WORK);
