import { formOf, operations } from '../ops/table.ts';
import type { ReadInstruction } from './read.ts';

const nameOf = (opcode: number): string => operations.get(opcode)?.name ?? 'none';

/** Names the variant and the activations of an instruction. */
export function variantOf({ op, form, activations }: ReadInstruction, segments: number): string {
  const named = activations.slice(0, segments).map(nameOf);
  if (named.some((name) => name !== 'none')) return named.join(', ');
  const operation = operations.get(op);
  if (form === 0 || !operation) return '';
  return operation.forms === 'activation' ? nameOf(form) : (formOf(operation, form)?.name ?? '');
}
