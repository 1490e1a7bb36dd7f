import * as L from '../../assembly/layout.ts';
import { opNames, type ReadInstruction } from './read.ts';

const field: Readonly<Record<number, string>> = {
  [L.FORM_TANH_DRIVE]: 'tanh drive',
  [L.FORM_RECIPROCAL_DECAY]: 'reciprocal decay',
  [L.FORM_TANH_DRIVE | L.FORM_RECIPROCAL_DECAY]: 'tanh drive, reciprocal decay',
  [L.FORM_LIQUID]: 'liquid',
};

/** What distinguishes an instruction from others of its operation, in words: its form and its activations. */
export function variantOf({ op, form, activations }: ReadInstruction, segments: number): string {
  const named = activations.slice(0, segments).map((code) => opNames.get(code) ?? 'none');
  if (named.some((name) => name !== 'none')) return named.join(', ');
  if (form === 0) return '';
  if (op === L.OP_FRACTION) return opNames.get(form) ?? '';
  if (op === L.OP_LERP) return form === L.FORM_SCALAR ? 'one gate' : 'activated';
  return field[op >= L.OP_SLOPE ? form : -1] ?? 'one number';
}
